package botcreds.client;

import java.util.ArrayList;
import java.util.List;

/** The broker does not accept what was asked; the same ask will never be accepted. */
public final class InvalidRequest extends BrokerException {
    private final ArrayList<String> errors;

    InvalidRequest(Problem problem) {
        super(problem);
        this.errors = new ArrayList<>(problem.errors());
    }

    /** Everything that is wrong, one sentence each, beginning with the field's name; may be empty. */
    public List<String> errors() {
        return List.copyOf(errors);
    }
}
