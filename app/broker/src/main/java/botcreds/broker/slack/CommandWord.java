package botcreds.broker.slack;

import botcreds.broker.model.AsciiCase;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The words after {@code /botcreds}. Suggestions go by the first letter, and the first word with it wins. */
enum CommandWord {
    PENDING("pending", "what waits for a decision", "--bot=B"),
    APPROVE("approve", "approve a request; --persist also remembers it", "ID", "--persist"),
    DENY("deny", "deny a request, or revoke what was issued", "ID", "reason"),
    LOG(
            "log",
            "the audit log, the last 24 hours unless you say otherwise",
            "--since=24h",
            "--bot=B",
            "--repo=OWNER/NAME",
            "--event=E"),
    CAN("can", "what the policy would say, and why", "BOT", "OWNER/NAME", "contents:write,issues:read"),
    LOGIN("login", "sign your terminal in as you; it shows the code", "CODE"),
    LOGOUT("logout", "sign every terminal out that acts as you"),
    HELP("help", "this list");

    private static final Set<String> LOG_OPTIONS = Set.of("since", "bot", "repo", "event");

    private final String word;
    private final String meaning;
    private final String usage;

    CommandWord(String word, String meaning, String... arguments) {
        this.word = word;
        this.meaning = meaning;
        this.usage = arguments.length == 0 ? word : word + " " + String.join(" ", arguments);
    }

    /** Nothing typed means {@code pending}. */
    static Optional<CommandWord> of(String verb) {
        return verb.isEmpty()
                ? Optional.of(PENDING)
                : Arrays.stream(values()).filter(each -> each.word.equals(verb)).findFirst();
    }

    static Optional<CommandWord> suggest(String verb) {
        return Arrays.stream(values())
                .filter(each -> AsciiCase.fold(verb).charAt(0) == each.word.charAt(0))
                .findFirst();
    }

    String usage() {
        return "/botcreds " + usage;
    }

    String meaning() {
        return meaning;
    }

    boolean takes(String option) {
        return switch (this) {
            case PENDING -> option.equals("bot");
            case APPROVE -> option.equals("persist");
            case DENY -> option.equals("reason");
            case LOG -> LOG_OPTIONS.contains(option);
            case CAN, LOGIN, LOGOUT, HELP -> false;
        };
    }
}
