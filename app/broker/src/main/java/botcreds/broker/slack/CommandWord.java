package botcreds.broker.slack;

import botcreds.broker.model.NearestWord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The words after {@code /botcreds}. */
enum CommandWord {
    PENDING("pending", "what waits for a decision", "bot", "--bot=B"),
    APPROVE(
            "approve",
            "approve a request; --persist also remembers it; --all takes everything of a bot that waits",
            "persist bot all",
            "ID [--persist] | --bot=B --all"),
    DENY("deny", "deny a request, or revoke what was issued", "reason", "ID reason"),
    REVOKE(
            "revoke",
            "end a token, an elevation, everything of a bot, or everything that reaches a repository",
            "bot repo",
            "TOKEN | elv_ID | --bot=B | --repo=OWNER/NAME"),
    BOTS("bots", "which bots there are and how each stands", ""),
    CAN("can", "what the policy would say, and why", "", "BOT OWNER/NAME contents:write,issues:read"),
    ELEVATE(
            "elevate",
            "let a bot have something without asking, for a while",
            "reason",
            "BOT OWNER/NAME contents:write 2h"),
    KEYS("keys", "give your bot a new key, shown once to you alone", "now", "rotate BOT [--now]"),
    LOCKDOWN("lockdown", "end everything of a bot and give it nothing more", "reason", "BOT reason"),
    UNLOCK("unlock", "let a locked bot ask again", "", "BOT"),
    RULES("rules", "which rules count now, with their lines", "bot", "--bot=B"),
    STATS("stats", "how often what happened, the last 24 hours unless you say otherwise", "since", "--since=7d"),
    LOG(
            "log",
            "the audit log, the last 24 hours unless you say otherwise",
            "since until before bot repo event",
            "--since=24h --until=1h --bot=B --repo=OWNER/NAME --event=E"),
    REVIEW("review", "what was remembered: last use, keep or remove", "", ""),
    LOGIN("login", "sign your terminal in as you; it shows the code", "", "CODE"),
    DASHBOARD("dashboard", "a link that signs one browser in, to look around", ""),
    LOGOUT("logout", "sign every terminal and browser out that acts as you", ""),
    HELP("help", "this list", "");

    private final String word;
    private final String meaning;
    /** Names without dashes, by blanks; an enum's fields stay immutable that way. */
    private final String options;

    private final String usage;

    CommandWord(String word, String meaning, String options, String... arguments) {
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
        return List.of(options.split(" ", -1)).contains(option);
    }
}
