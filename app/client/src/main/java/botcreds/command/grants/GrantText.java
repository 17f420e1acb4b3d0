package botcreds.command.grants;

import botcreds.command.config.CommandFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A grant as lines of {@code name=value}, which cost no JSON parser to read. */
final class GrantText {
    private GrantText() {}

    static String write(Grant grant) {
        Marking marking = grant.marking();
        return line("repos", String.join(",", grant.scope().repos()))
                + line("permissions", String.join(",", grant.scope().permissions()))
                + line("request", grant.requestId())
                + line("token", grant.token())
                + line("expires", grant.expiresAt().toString())
                + line("session", grant.sessionEnd().map(Instant::toString).orElse(""))
                + line("name", marking.name())
                + line("email", marking.email())
                + line("trailer", marking.trailer())
                + line("prefix", marking.prefix())
                + line("co_author", marking.coAuthor())
                + line("end", "");
    }

    /** Returns nothing for what is cut off or not ours: such a file is as good as none. */
    static Optional<Grant> read(String text) {
        Map<String, String> values = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        if (!values.containsKey("end")) {
            return Optional.empty();
        }
        try {
            String session = value(values, "session");
            return Optional.of(new Grant(
                    Need.of(value(values, "repos"), value(values, "permissions")),
                    value(values, "request"),
                    value(values, "token"),
                    Instant.parse(value(values, "expires")),
                    session.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(session)),
                    new Marking(
                            value(values, "name"),
                            value(values, "email"),
                            value(values, "trailer"),
                            value(values, "prefix"),
                            value(values, "co_author"))));
        } catch (DateTimeException | CommandFailure notOurs) {
            return Optional.empty();
        }
    }

    private static String value(Map<String, String> values, String name) {
        return values.getOrDefault(name, "");
    }

    /** A line break in a value would begin another field. */
    private static String line(String name, String value) {
        return name + "=" + value.replaceAll("[\\r\\n]", " ") + "\n";
    }
}
