package botcreds.broker.requests;

import botcreds.broker.model.Kind;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Scope;
import botcreds.broker.model.SshPublicKey;
import java.time.Duration;
import java.util.Optional;

/**
 * What a bot asks for, after the edge has parsed it.
 *
 * @param ttl         between {@link Kind#SHORTEST_TTL} and the longest of the kind
 * @param callbackUrl where to tell the outcome; not part of what makes two asks the same
 * @param publicKey   the OpenSSH public key a deploy key is to be made from; absent when the broker makes the pair
 */
public record Ask(
        Scope scope,
        Reason reason,
        Kind kind,
        Duration ttl,
        Optional<String> callbackUrl,
        Optional<SshPublicKey> publicKey) {}
