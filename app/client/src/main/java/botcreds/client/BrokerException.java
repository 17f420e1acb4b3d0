package botcreds.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why there is no answer of the kind that was asked for. Each reason a program may want to tell apart has its own type. */
public abstract class BrokerException extends RuntimeException {
    private final String code;
    private final String hint;
    private final @Nullable String requestId;

    BrokerException(String code, String message, String hint, Optional<String> requestId, @Nullable Throwable cause) {
        super(message + " " + hint, cause);
        this.code = code;
        this.hint = hint;
        this.requestId = requestId.orElse(null);
    }

    BrokerException(Problem problem) {
        this(problem.code(), problem.detail(), problem.hint(), problem.requestId(), null);
    }

    /** The broker's stable word for it, such as {@code approval_denied}. */
    public final String code() {
        return code;
    }

    /** What to do next, for people. */
    public final String hint() {
        return hint;
    }

    /** The request it is about, if there is one; what still lives can be collected or released by it. */
    public final Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** Tells whether the very same call can succeed later. */
    public boolean isTemporary() {
        return false;
    }
}
