package botcreds.broker.identity;

import java.util.Locale;

/** Why a caller was turned away, with what to tell them. The name in lower case is the code on the wire. */
public enum Rejection {
    MISSING_CREDENTIAL(
            "The request does not say who is calling.",
            "Send one header 'Authorization: Bearer KEY' with your API key. Other schemes and cookies do not count. A bot that"
                    + " shows a certificate or its tailnet node instead was not recognised: the broker's log says why."),
    INVALID_CREDENTIAL(
            "Nobody is known by this credential.",
            "Check the key for a missing character, and that its SHA-256 stands in the policy or was not rotated away. A client"
                    + " certificate must be for client authentication and have exactly one name, a URI or DNS name."),
    AMBIGUOUS_IDENTITY(
            "The request carries several proofs of who is calling, and they do not agree.",
            "Send exactly one Authorization header, and no key of another bot than the one your connection belongs to."),
    KEY_IN_QUERY(
            "A key stands in the URL, where proxies and logs keep it.",
            "Think of that key as known to others: rotate it, and send the new one in the Authorization header."),
    TOO_MANY_FAILURES(
            "Too many wrong credentials have come from this address.",
            "Stop trying, check the key, and wait a minute before the next attempt.");

    private final String detail;
    private final String hint;

    Rejection(String detail, String hint) {
        this.detail = detail;
        this.hint = hint;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String detail() {
        return detail;
    }

    public String hint() {
        return hint;
    }
}
