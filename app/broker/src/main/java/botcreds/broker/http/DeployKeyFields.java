package botcreds.broker.http;

import botcreds.broker.model.Kind;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.SshPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is special about asking for a deploy key. GitHub's deploy keys open one repository, for git only, so asking for more
 * would show a human a scope that is never minted.
 */
final class DeployKeyFields {
    private DeployKeyFields() {}

    /** Returns the public key, if the bot brings one. */
    static Optional<SshPublicKey> read(
            Fields fields,
            Optional<Kind> kind,
            Optional<List<Repository>> repositories,
            Optional<Permissions> permissions) {
        boolean isDeployKey = kind.filter(Kind.DEPLOY_KEY::equals).isPresent();
        if (isDeployKey
                && repositories.filter(all -> Set.copyOf(all).size() > 1).isPresent()) {
            fields.problem("repos", "A deploy key opens one repository.", "Ask for one deploy key for each of them.");
        }
        if (isDeployKey && permissions.filter(all -> !onlyContents(all)).isPresent()) {
            fields.problem(
                    "permissions",
                    "A deploy key gives access to contents and to nothing else.",
                    "Ask for contents:read or contents:write; for more ask for an installation_token.");
        }
        if (!fields.has("public_key")) {
            return Optional.empty();
        }
        Optional<String> text = fields.text("public_key");
        Optional<SshPublicKey> key = text.flatMap(SshPublicKey::read);
        if (kind.isPresent() && !isDeployKey) {
            fields.problem(
                    "public_key",
                    "Only a deploy key is made from one.",
                    "Leave it out, or add \"kind\": \"deploy_key\".");
        } else if (text.isPresent() && key.isEmpty()) {
            fields.problem(
                    "public_key",
                    "It is not one line of an OpenSSH public key: ed25519, ecdsa, or rsa of at least 2048 bits.",
                    "Send the content of the .pub file without a line break, for example \"ssh-ed25519 AAAA…\".");
        }
        return key;
    }

    /** GitHub gives metadata:read with everything, so asking for it as well is no more. */
    private static boolean onlyContents(Permissions permissions) {
        Permissions most = Permissions.of(Map.of("contents", Level.WRITE, "metadata", Level.READ));
        return most.covers(permissions) && permissions.levels().containsKey("contents");
    }
}
