package botcreds.broker.notify;

import botcreds.broker.errands.Bulletin;
import botcreds.broker.model.Visible;

/**
 * A bulletin as the plain text of a mail. A value of several lines is set in, so that nothing a bot writes stands where our
 * own lines do.
 */
final class MailWords {
    static final String DECIDE = "Decide on its card in Slack, or with the botcreds command.";
    static final String FOOT =
            "Sent by the Bot Credential Broker. There is no link in this mail, and answering it does" + " nothing.";

    private static final int LONGEST_SUBJECT = 180;
    private static final int LONGEST_VALUE = 2000;
    private static final int LONGEST_DETAIL = 6000;
    private static final String SET_IN = "\n    | ";

    private MailWords() {}

    /** One line, whatever is in the headline. */
    static String subject(Bulletin bulletin) {
        return "[botcreds] " + Visible.line(bulletin.headline(), LONGEST_SUBJECT);
    }

    static String headline(Bulletin bulletin) {
        return Visible.line(bulletin.headline(), 1000);
    }

    static String value(Bulletin.Fact fact) {
        return Visible.lines(fact.value(), LONGEST_VALUE);
    }

    static String detail(Bulletin bulletin) {
        return bulletin.detail().isBlank() ? "" : Visible.lines(bulletin.detail(), LONGEST_DETAIL);
    }

    /** What to do: how without Slack, or where. Empty when there is nothing to decide. */
    static String todo(Bulletin bulletin) {
        if (!bulletin.instead().isEmpty()) {
            return Visible.line(bulletin.instead(), 1000);
        }
        return bulletin.state().equals("PENDING") ? DECIDE : "";
    }

    static String text(Bulletin bulletin) {
        StringBuilder text = new StringBuilder(headline(bulletin)).append("\n\n");
        String todo = todo(bulletin);
        if (!todo.isEmpty()) {
            text.append(todo).append("\n\n");
        }
        for (Bulletin.Fact fact : bulletin.facts()) {
            String value = value(fact);
            text.append(fact.name())
                    .append(value.indexOf('\n') < 0 ? ": " + value : ":" + SET_IN + value.replace("\n", SET_IN))
                    .append('\n');
        }
        String detail = detail(bulletin);
        if (!detail.isEmpty()) {
            text.append("    | ").append(detail.replace("\n", SET_IN)).append('\n');
        }
        return text.append("\n-- \n").append(FOOT).append('\n').toString();
    }
}
