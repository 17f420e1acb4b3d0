package botcreds.client;

import java.time.Duration;
import java.util.Optional;

/** One HTTP answer of the broker. */
record Reply(int status, Optional<Duration> retryAfter, String body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Json json() {
        return Json.object(body);
    }
}
