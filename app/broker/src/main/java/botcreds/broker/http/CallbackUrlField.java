package botcreds.broker.http;

import botcreds.broker.model.CallbackRules;
import java.util.Optional;

/** The field {@code callback_url}: whether it may be called as it is written. Where its name leads to shows later. */
final class CallbackUrlField {
    private CallbackUrlField() {}

    static Optional<String> read(Fields fields, CallbackRules rules) {
        if (!fields.has("callback_url")) {
            return Optional.empty();
        }
        Optional<String> url = fields.text("callback_url");
        url.flatMap(rules::problem)
                .ifPresent(wrong -> fields.problem(
                        "callback_url",
                        wrong,
                        "Write it as https://host/path, or leave it out and wait with Prefer: wait=50."));
        return url;
    }
}
