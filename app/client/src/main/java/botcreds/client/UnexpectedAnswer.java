package botcreds.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something answered that does not speak the broker's API: a wrong URL, or a proxy in between. */
public final class UnexpectedAnswer extends BrokerException {
    UnexpectedAnswer(String what, @Nullable Throwable cause) {
        super(
                "unexpected_answer",
                "The answer is not one of a credential broker: " + what + ".",
                "Check that the URL is the broker's own, and what stands between.",
                Optional.empty(),
                cause);
    }
}
