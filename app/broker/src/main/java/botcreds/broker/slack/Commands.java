package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.LogQuery;
import botcreds.broker.bots.Deed;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Human;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.rules.RuleReviews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code /botcreds} does: the same words as the {@code botcreds} command, the same decisions. Thread-safe. */
final class Commands {
    private static final Set<String> SWITCHES = Set.of("persist", "all", "now");
    private static final int MOST_ROWS = 20;
    private static final String BY_DEFAULT = "24h";

    private static final Set<String> EVENTS =
            Arrays.stream(AuditEvent.Type.values()).map(AuditEvent.Type::word).collect(Collectors.toUnmodifiableSet());

    private final Decisions decisions;
    private final RuleReviews reviews;
    private final LoginCommand logins;
    private final Clock clock;
    private final BotCommands botCommands;

    Commands(Decisions decisions, RuleReviews reviews, LoginCommand logins, Clock clock) {
        this.decisions = decisions;
        this.reviews = reviews;
        this.logins = logins;
        this.clock = clock;
        this.botCommands = new BotCommands(decisions);
    }

    Message answer(Human human, String typed) {
        return answer(human, typed, Optional.empty());
    }

    /** Does what somebody has typed, seen listed, and clicked on. */
    Message confirmed(Human human, Confirmation confirmation) {
        return answer(human, confirmation.typed(), Optional.of(confirmation.shown()));
    }

    private Message answer(Human human, String typed, Optional<List<Deed.Shown>> confirmed) {
        CommandLine line = CommandLine.parse(typed, SWITCHES);
        Optional<CommandWord> word = CommandWord.of(line.verb());
        if (word.isEmpty()) {
            return CommandHelp.unknown(line.verb());
        }
        Optional<String> stray = line.options().keySet().stream()
                .filter(name -> !word.get().takes(name))
                .findFirst();
        if (stray.isPresent()) {
            return CommandHelp.misused(word.get(), "There is no option --" + stray.get() + " here.");
        }
        BotCommands.Wish wish = new BotCommands.Wish(human, word.get(), line, typed, confirmed);
        return switch (word.get()) {
            case PENDING -> decisions.maySee(human) ? pending(line) : CommandAnswers.notForYou();
            case APPROVE -> line.has("all") || line.has("bot") ? botCommands.approveAll(wish) : approve(human, line);
            case DENY -> deny(human, line);
            case REVOKE -> botCommands.revoke(wish);
            case LOCKDOWN -> botCommands.lockdown(wish);
            case UNLOCK -> botCommands.unlock(wish);
            case KEYS -> botCommands.keys(wish);
            case ELEVATE -> botCommands.elevate(wish);
            case RULES -> decisions.maySee(human) ? rules(line) : CommandAnswers.notForYou();
            case STATS -> decisions.maySee(human) ? stats(line) : CommandAnswers.notForYou();
            case BOTS ->
                decisions.maySee(human)
                        ? DeedAnswers.bots(decisions.overBots().roster().bots())
                        : CommandAnswers.notForYou();
            case LOG -> decisions.maySee(human) ? log(line) : CommandAnswers.notForYou();
            case CAN -> decisions.maySee(human) ? CanCommand.answer(decisions, line) : CommandAnswers.notForYou();
            case REVIEW ->
                decisions.maySee(human) ? RuleBlocks.review(reviews.rules(human)) : CommandAnswers.notForYou();
            case LOGIN -> logins.login(human, line);
            case DASHBOARD -> logins.dashboard(human);
            case LOGOUT -> logins.logout(human);
            case HELP -> CommandHelp.all();
        };
    }

    private Message pending(CommandLine line) {
        Optional<String> named = line.option("bot");
        Optional<BotId> bot = named.flatMap(Commands::bot);
        if (named.isPresent() && bot.isEmpty()) {
            return CommandHelp.misused(CommandWord.PENDING, "That is not a bot's name.");
        }
        return CommandAnswers.pending(decisions.pending(bot));
    }

    private Message approve(Human human, CommandLine line) {
        if (line.words().size() != 1) {
            return CommandHelp.misused(CommandWord.APPROVE, "Which request? Name exactly one, for example a3f2.");
        }
        if (!line.options().getOrDefault("persist", "").isEmpty()) {
            return CommandHelp.misused(CommandWord.APPROVE, "--persist takes no value.");
        }
        Target target = Target.typed(line.words().get(0));
        Ruling ruling = decisions.approve(target, human, Surface.SLACK_COMMAND, line.has("persist"));
        return CommandAnswers.ruling(ruling, decisions.maySee(human));
    }

    private Message deny(Human human, CommandLine line) {
        if (line.words().isEmpty()) {
            return CommandHelp.misused(CommandWord.DENY, "Which request? Name it, for example a3f2.");
        }
        String typed = line.option("reason")
                .orElseGet(() ->
                        String.join(" ", line.words().subList(1, line.words().size())));
        Optional<String> reason = Optional.of(new Reason(typed).text()).filter(text -> !text.isEmpty());
        Target target = Target.typed(line.words().get(0));
        Ruling ruling = decisions.deny(target, human, Surface.SLACK_COMMAND, reason);
        return CommandAnswers.ruling(ruling, decisions.maySee(human));
    }

    private Message rules(CommandLine line) {
        Optional<BotId> bot = line.option("bot").flatMap(Commands::bot);
        return line.has("bot") && bot.isEmpty()
                ? CommandHelp.misused(CommandWord.RULES, "That is not a bot's name.")
                : InsightAnswers.rules(decisions.rules(bot), decisions.policySource());
    }

    private Message stats(CommandLine line) {
        String span = line.options().getOrDefault("since", BY_DEFAULT);
        Optional<Duration> back = Durations.parse(span).filter(each -> each.compareTo(Decisions.LONGEST_STATS) <= 0);
        return back.isEmpty()
                ? CommandHelp.misused(CommandWord.STATS, "--since takes a time up to 7d, such as 24h.")
                : InsightAnswers.stats(decisions.stats(back.get()), span);
    }

    private Message log(CommandLine line) {
        String span = line.options().getOrDefault("since", BY_DEFAULT);
        Optional<Duration> back = Durations.parse(span);
        if (back.isEmpty()) {
            return CommandHelp.misused(CommandWord.LOG, "--since takes a time such as 90s, 30m, 24h or 7d.");
        }
        if (line.option("bot").filter(name -> bot(name).isEmpty()).isPresent()) {
            return CommandHelp.misused(CommandWord.LOG, "--bot takes the name of a bot.");
        }
        if (line.option("repo")
                .filter(name -> Repository.parse(name, "github.com").isEmpty())
                .isPresent()) {
            return CommandHelp.misused(CommandWord.LOG, "--repo takes OWNER/NAME.");
        }
        if (line.option("event").filter(name -> !EVENTS.contains(name)).isPresent()) {
            return CommandHelp.misused(
                    CommandWord.LOG, "--event takes the word of an event, such as credential_issued.");
        }
        Optional<Duration> until = line.option("until").flatMap(Durations::parse);
        if (line.has("until") && until.isEmpty()) {
            return CommandHelp.misused(CommandWord.LOG, "--until takes a time ago such as 30m.");
        }
        Optional<Long> before = line.option("before")
                .filter(number -> number.matches("[1-9][0-9]{0,17}"))
                .map(Long::valueOf);
        if (line.has("before") && before.isEmpty()) {
            return CommandHelp.misused(CommandWord.LOG, "--before takes the number of a row.");
        }
        Instant now = clock.instant();
        LogQuery query = new LogQuery(
                Optional.of(now.minus(back.get())),
                until.map(now::minus),
                before,
                line.option("bot"),
                line.option("repo"),
                line.option("event"),
                MOST_ROWS);
        return CommandAnswers.log(decisions.log(query), span, MOST_ROWS);
    }

    static Optional<BotId> bot(String name) {
        try {
            return Optional.of(new BotId(name));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
