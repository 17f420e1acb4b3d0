package botcreds.broker.github;

import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.Secret;
import botcreds.broker.model.SshPublicKey;

/**
 * One deploy key to make.
 *
 * @param secret   what the bot is to get: the private half, or the public one again when the bot keeps the private half;
 *     never sent to GitHub
 * @param readOnly always said: GitHub takes silence for a key that may write
 */
public record DeployKeyOrder(
        RepositoryPlace place, BotId bot, RequestId request, SshPublicKey publicKey, Secret secret, boolean readOnly) {}
