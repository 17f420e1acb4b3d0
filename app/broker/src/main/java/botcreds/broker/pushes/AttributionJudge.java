package botcreds.broker.pushes;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.Attribution;
import botcreds.broker.model.BotId;
import botcreds.broker.model.CommitMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether a commit says who made it as the policy demands. A trailer proves presence, not truth: of several bots that could
 * push at that time, any may be named.
 */
final class AttributionJudge {
    private AttributionJudge() {}

    /**
     * Returns what is wrong with the commit, in words that hold nothing its author wrote; empty when nothing is.
     *
     * @param holders the bots that held a credential with which the push was possible
     * @param demands what each bot's commits must say
     */
    static Optional<String> fault(CommitMessage message, Set<BotId> holders, Function<BotId, Attribution> demands) {
        List<String> named = message.bots().stream().distinct().toList();
        if (named.size() > 1) {
            return Optional.of("it names several bots");
        }
        if (named.size() == 1) {
            Optional<BotId> bot = holders.stream()
                    .filter(each -> each.value().equals(named.get(0)))
                    .findFirst();
            return bot.map(each -> faultOf(message, demands.apply(each)))
                    .orElseGet(() -> Optional.of(
                            "it names " + shown(named.get(0)) + ", which held no credential to push here then"));
        }
        if (holders.isEmpty()) {
            return Optional.of("it names no bot, and no bot held a credential to push here then");
        }
        boolean couldBeFine = holders.stream()
                .map(demands)
                .anyMatch(each -> !each.required() && faultOf(message, each).isEmpty());
        if (couldBeFine) {
            return Optional.empty();
        }
        boolean anyUnnamed = holders.stream().map(demands).anyMatch(each -> !each.required());
        return anyUnnamed
                ? holders.stream()
                        .map(demands)
                        .filter(each -> !each.required())
                        .findFirst()
                        .flatMap(each -> faultOf(message, each))
                : Optional.of("it has no trailer \"" + Attribution.TRAILER + ": NAME\"");
    }

    private static Optional<String> faultOf(CommitMessage message, Attribution demanded) {
        Optional<String> prefix =
                demanded.prefix().filter(each -> !message.subject().startsWith(each));
        if (prefix.isPresent()) {
            return Optional.of("its first line does not begin with \"" + prefix.get() + "\"");
        }
        return demanded.coAuthor()
                .filter(each -> !message.coAuthors().contains(AsciiCase.fold(each)))
                .map(each -> "it does not name the co-author " + each);
    }

    /** A name that could be a bot's; anything else is not repeated. */
    private static String shown(String name) {
        try {
            return new BotId(name).value();
        } catch (IllegalArgumentException impossible) {
            return "a bot that cannot exist";
        }
    }
}
