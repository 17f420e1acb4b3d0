package botcreds.broker.github;

import botcreds.broker.model.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * One call to make.
 *
 * @param who           whose limits it counts against
 * @param authorization the whole value of the header
 * @param body          JSON, or an empty text for none
 */
record Call(Who who, String method, URI uri, Optional<Secret> authorization, String body) {
    /** At GitHub the App, each installation and anybody else have limits of their own. */
    enum Who {
        APP,
        INSTALLATION,
        ANYBODY
    }

    /** Tells whether making the call twice does no more than making it once. */
    boolean isSafe() {
        return method.equals("GET");
    }
}
