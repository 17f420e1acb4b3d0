package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.bots.Aim;
import botcreds.broker.bots.Deed;
import botcreds.broker.bots.Elevating;
import botcreds.broker.bots.Rotating;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Human;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.TokenId;
import botcreds.broker.requests.Surface;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The words that act on a bot as a whole. Each is looked at first and done when its button is clicked; what is then done is
 * what was listed. Thread-safe.
 */
final class BotCommands {
    private final Decisions decisions;

    BotCommands(Decisions decisions) {
        this.decisions = decisions;
    }

    /**
     * A word on its way.
     *
     * @param typed     all of it, to be read again when it is confirmed
     * @param confirmed what was listed when its button was clicked; empty before
     */
    record Wish(Human human, CommandWord word, CommandLine line, String typed, Optional<List<Deed.Shown>> confirmed) {
        boolean isLook() {
            return confirmed.isEmpty();
        }
    }

    /** One of the services, told whether to look or to do. */
    private interface Doing {
        Deed deed(boolean look);
    }

    Message revoke(Wish wish) {
        Optional<String> named = wish.line().word(0);
        int aims = (named.isPresent() ? 1 : 0)
                + (wish.line().has("bot") ? 1 : 0)
                + (wish.line().has("repo") ? 1 : 0);
        if (aims != 1 || wish.line().words().size() > 1) {
            return misused(wish, "Name exactly one token, bot or repository.");
        }
        if (named.filter(word -> word.startsWith("elv_")).isPresent()) {
            Elevating elevating = decisions.overBots().elevating();
            return answer(wish, look -> elevating.end(named.get(), wish.human(), Surface.SLACK_COMMAND, look));
        }
        Optional<Aim> aim = aim(wish.line());
        return aim.isEmpty()
                ? misused(wish, "That is no token's id (tok_…), bot or repository (OWNER/NAME).")
                : answer(
                        wish,
                        look -> decisions
                                .overBots()
                                .revoking()
                                .revoke(aim.get(), wish.human(), Surface.SLACK_COMMAND, look));
    }

    private static Optional<Aim> aim(CommandLine line) {
        if (line.has("bot")) {
            return line.option("bot").flatMap(Commands::bot).map(Aim.OfBot::new);
        }
        if (line.has("repo")) {
            return line.option("repo")
                    .flatMap(name -> Repository.parse(name, "github.com"))
                    .map(Aim.OfRepository::new);
        }
        return line.word(0).filter(TokenId::looksLikeOne).map(id -> new Aim.OfToken(new TokenId(id)));
    }

    Message approveAll(Wish wish) {
        Optional<BotId> bot = wish.line().option("bot").flatMap(Commands::bot);
        boolean more = !wish.line().words().isEmpty() || wish.line().has("persist");
        if (bot.isEmpty() || more || !wish.line().has("all")) {
            return misused(wish, "--bot=B and --all go together, and with nothing else.");
        }
        return answer(
                wish,
                look -> decisions.approveAll(
                        bot.get(), wish.confirmed().orElse(List.of()), wish.human(), Surface.SLACK_COMMAND, look));
    }

    Message lockdown(Wish wish) {
        Optional<BotId> bot = wish.line().word(0).flatMap(Commands::bot);
        Optional<String> reason = reason(wish.line(), 1);
        return bot.isEmpty()
                ? misused(wish, "Which bot?")
                : answer(
                        wish,
                        look -> decisions
                                .overBots()
                                .locking()
                                .lockdown(bot.get(), reason, wish.human(), Surface.SLACK_COMMAND, look));
    }

    Message unlock(Wish wish) {
        Optional<BotId> bot = wish.line().word(0).flatMap(Commands::bot);
        return bot.isEmpty() || wish.line().words().size() > 1
                ? misused(wish, "Which bot?")
                : answer(
                        wish,
                        look -> decisions
                                .overBots()
                                .locking()
                                .unlock(bot.get(), wish.human(), Surface.SLACK_COMMAND, look));
    }

    Message elevate(Wish wish) {
        List<String> words = wish.line().words();
        if (words.size() < 4) {
            return misused(wish, "It takes a bot, a repository, permissions and how long.");
        }
        Optional<BotId> bot = Commands.bot(words.get(0));
        ScopeWords scope = ScopeWords.read(words.get(1), words.subList(2, words.size() - 1));
        Optional<Duration> span = Durations.parse(words.get(words.size() - 1))
                .filter(each -> each.compareTo(Elevating.SHORTEST) >= 0 && each.compareTo(Elevating.LONGEST) <= 0);
        if (bot.isEmpty() || scope.scope().isEmpty()) {
            return misused(wish, bot.isEmpty() ? "The first word is not a bot's name." : scope.wrong());
        }
        if (span.isEmpty()) {
            return misused(wish, "The last word says how long: 1m to 7d, such as 2h.");
        }
        return answer(
                wish,
                look -> decisions
                        .overBots()
                        .elevating()
                        .elevate(
                                bot.get(),
                                scope.scope().get(),
                                span.get(),
                                reason(wish.line(), words.size()),
                                wish.human(),
                                Surface.SLACK_COMMAND,
                                look));
    }

    /** The key goes into the answer to the one who clicked, and into nothing else. */
    Message keys(Wish wish) {
        Optional<BotId> bot = wish.line().word(1).flatMap(Commands::bot);
        boolean rotates = wish.line().word(0).filter("rotate"::equals).isPresent();
        if (bot.isEmpty() || !rotates || wish.line().words().size() > 2) {
            return misused(wish, "It takes the word rotate and a bot.");
        }
        Rotating.Rotation rotation = decisions
                .overBots()
                .rotating()
                .rotate(bot.get(), wish.line().has("now"), wish.human(), Surface.SLACK_COMMAND, wish.isLook());
        return rotation.key()
                .map(key -> DeedAnswers.key(rotation.deed(), key.text()))
                .orElseGet(() -> answer(wish, rotation.deed()));
    }

    private Message answer(Wish wish, Doing doing) {
        return answer(wish, doing.deed(wish.isLook()));
    }

    private Message answer(Wish wish, Deed deed) {
        if (!wish.isLook()) {
            return DeedAnswers.done(deed);
        }
        if (!deed.accepted()) {
            if (deed.code() != Deed.Code.NOTHING && deed.code() != Deed.Code.UNAVAILABLE) {
                // They meant it, though it was only looked at: the log must name them.
                decisions.refused(wish.human().id(), wish.word().word() + ": " + deed.code());
            }
            return DeedAnswers.done(deed);
        }
        return DeedAnswers.question(wish.word(), wish.typed(), deed);
    }

    /** Returns what was given as the reason: the option, or all the words from there on. */
    private static Optional<String> reason(CommandLine line, int from) {
        String typed = line.option("reason")
                .orElseGet(() -> String.join(
                        " ",
                        line.words()
                                .subList(
                                        Math.min(from, line.words().size()),
                                        line.words().size())));
        return Optional.of(new Reason(typed).text()).filter(text -> !text.isEmpty());
    }

    private static Message misused(Wish wish, String why) {
        return CommandHelp.misused(wish.word(), why);
    }
}
