package botcreds.broker.bots;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Repository;
import botcreds.broker.model.TokenId;
import java.util.function.Function;

/** Whose credentials shall end: one token, everything of a bot, everything that reaches a repository. */
public sealed interface Aim {
    <T> T fold(Function<TokenId, T> onToken, Function<BotId, T> onBot, Function<Repository, T> onRepository);

    record OfToken(TokenId id) implements Aim {
        @Override
        public <T> T fold(
                Function<TokenId, T> onToken, Function<BotId, T> onBot, Function<Repository, T> onRepository) {
            return onToken.apply(id);
        }
    }

    record OfBot(BotId bot) implements Aim {
        @Override
        public <T> T fold(
                Function<TokenId, T> onToken, Function<BotId, T> onBot, Function<Repository, T> onRepository) {
            return onBot.apply(bot);
        }
    }

    record OfRepository(Repository repository) implements Aim {
        @Override
        public <T> T fold(
                Function<TokenId, T> onToken, Function<BotId, T> onBot, Function<Repository, T> onRepository) {
            return onRepository.apply(repository);
        }
    }
}
