package botcreds.broker.dashboard;

import botcreds.broker.logins.Browsers.Browser;
import botcreds.broker.model.Human;
import botcreds.broker.model.Secret;

/** A human who is signed in and may see what is here, as of now. */
record Visitor(Human human, Browser browser, Secret cookie) {
    /** What the form for signing out must bring along; only a page of this session can know it. */
    String formToken() {
        return formToken(cookie);
    }

    static String formToken(Secret cookie) {
        return Secret.of("sign out of " + cookie.reveal()).sha256Hex();
    }
}
