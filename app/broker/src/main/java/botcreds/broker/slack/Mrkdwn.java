package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text with Slack's markup in it. Everything given to it is escaped, so only what its own methods make is markup: the rules
 * are docs.slack.dev/messaging/formatting-message-text. Not thread-safe; build one and use it.
 */
final class Mrkdwn {
    private static final Pattern SLACK_USER = Pattern.compile("[UW][A-Z0-9]{2,20}");
    private static final Pattern SLACK_GROUP = Pattern.compile("S[A-Z0-9]{2,20}");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int MOST_NAMES = 3;

    private final StringBuilder text = new StringBuilder();

    private Mrkdwn() {}

    static Mrkdwn words(String words) {
        return new Mrkdwn().and(words);
    }

    static Mrkdwn label(String label) {
        Mrkdwn labelled = new Mrkdwn();
        labelled.text.append('*').append(escaped(label)).append('*');
        return labelled;
    }

    /** Adds plain words of ours. They may hold names of others, which can then do no more than become bold. */
    Mrkdwn and(String words) {
        text.append(escaped(words));
        return this;
    }

    Mrkdwn and(Mrkdwn more) {
        text.append(more.text);
        return this;
    }

    /** Adds something whose every character counts. Without this, {@code _infra_} would read {@code infra}. */
    Mrkdwn code(String name) {
        text.append('`').append(escaped(name.replace('`', '\''))).append('`');
        return this;
    }

    /** Adds names, three at most, and says how many more there are. */
    Mrkdwn names(List<String> names) {
        for (int at = 0; at < Math.min(MOST_NAMES, names.size()); at++) {
            and(at == 0 ? "" : ", ").code(names.get(at));
        }
        return names.size() > MOST_NAMES ? and(" and " + (names.size() - MOST_NAMES) + " more") : this;
    }

    /** Adds a person by id; the name is Slack's then, not one that somebody sent us. */
    Mrkdwn person(String id) {
        if (isPerson(id)) {
            text.append("<@").append(id).append('>');
            return this;
        }
        return code(Visible.line(id, 80));
    }

    /** Adds someone or a group of people so that they are told; what is no id of Slack's is only named. */
    Mrkdwn mention(String id) {
        if (SLACK_GROUP.matcher(id).matches()) {
            text.append("<!subteam^").append(id).append('>');
            return this;
        }
        return person(id);
    }

    /**
     * Adds a link.
     *
     * @param address one of ours or Slack's, never one that somebody sent us
     */
    Mrkdwn link(String address, String label) {
        text.append('<')
                .append(escaped(address))
                .append('|')
                .append(escaped(label))
                .append('>');
        return this;
    }

    /** Adds a time as each reader's own clock shows it. */
    Mrkdwn time(Instant at) {
        text.append("<!date^")
                .append(at.getEpochSecond())
                .append("^{date_short_pretty} at {time}|")
                .append(UTC.format(at))
                .append('>');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    static boolean isPerson(String id) {
        return SLACK_USER.matcher(id).matches();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
