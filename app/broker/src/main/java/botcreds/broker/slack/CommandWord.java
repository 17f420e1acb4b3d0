package botcreds.broker.slack;

import botcreds.broker.model.NearestWord;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The words after {@code /botcreds}. */
enum CommandWord {
    PENDING("pending", "what waits for a decision", Set.of("bot"), "--bot=B"),
    APPROVE(
            "approve",
            "approve a request; --persist also remembers it; --all takes everything of a bot that waits",
            Set.of("persist", "bot", "all"),
            "ID [--persist] | --bot=B --all"),
    DENY("deny", "deny a request, or revoke what was issued", Set.of("reason"), "ID reason"),
    REVOKE(
            "revoke",
            "end a token, an elevation, everything of a bot, or everything that reaches a repository",
            Set.of("bot", "repo"),
            "TOKEN | elv_ID | --bot=B | --repo=OWNER/NAME"),
    BOTS("bots", "which bots there are and how each stands", Set.of()),
    CAN("can", "what the policy would say, and why", Set.of(), "BOT OWNER/NAME contents:write,issues:read"),
    ELEVATE(
            "elevate",
            "let a bot have something without asking, for a while",
            Set.of("reason"),
            "BOT OWNER/NAME contents:write 2h"),
    LOCKDOWN("lockdown", "end everything of a bot and give it nothing more", Set.of("reason"), "BOT reason"),
    UNLOCK("unlock", "let a locked bot ask again", Set.of(), "BOT"),
    LOG(
            "log",
            "the audit log, the last 24 hours unless you say otherwise",
            Set.of("since", "until", "before", "bot", "repo", "event"),
            "--since=24h --until=1h --bot=B --repo=OWNER/NAME --event=E"),
    LOGIN("login", "sign your terminal in as you; it shows the code", Set.of(), "CODE"),
    LOGOUT("logout", "sign every terminal out that acts as you", Set.of()),
    HELP("help", "this list", Set.of());

    private final String word;
    private final String meaning;
    private final Set<String> options;
    private final String usage;

    CommandWord(String word, String meaning, Set<String> options, String... arguments) {
        this.word = word;
        this.meaning = meaning;
        this.options = options;
        this.usage = arguments.length == 0 ? word : word + " " + String.join(" ", arguments);
    }

    /** Nothing typed means {@code pending}. */
    static Optional<CommandWord> of(String verb) {
        return verb.isEmpty()
                ? Optional.of(PENDING)
                : Arrays.stream(values()).filter(each -> each.word.equals(verb)).findFirst();
    }

    static Optional<CommandWord> suggest(String verb) {
        return NearestWord.to(
                        verb, Arrays.stream(values()).map(each -> each.word).toList())
                .flatMap(CommandWord::of);
    }

    String word() {
        return word;
    }

    String usage() {
        return "/botcreds " + usage;
    }

    String meaning() {
        return meaning;
    }

    boolean takes(String option) {
        return options.contains(option);
    }
}
