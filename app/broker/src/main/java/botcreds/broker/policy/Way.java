package botcreds.broker.policy;

/**
 * One way to tell a human besides Slack.
 *
 * @param to       an e-mail address, or the URL of a webhook
 * @param forSlack only in Slack's place, when Slack does not take it; otherwise always
 */
public record Way(Kind kind, String to, boolean forSlack) {
    /** By what. */
    public enum Kind {
        MAIL,
        WEBHOOK
    }

    boolean leadsWhere(Way other) {
        return kind == other.kind && to.equals(other.to);
    }
}
