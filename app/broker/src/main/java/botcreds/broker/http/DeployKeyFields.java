package botcreds.broker.http;

import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is special about asking for a deploy key. GitHub's deploy keys open one repository, for git only, so asking for more
 * would show a human a scope that is never minted.
 */
final class DeployKeyFields {
    private static final int LONGEST_KEY = 8192;
    private static final Pattern PUBLIC_KEY =
            Pattern.compile("(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\\.com"
                    + "|sk-ecdsa-sha2-nistp256@openssh\\.com) [A-Za-z0-9+/]{40,}={0,2}(?: [ -~]{1,200})?");

    private DeployKeyFields() {}

    /** Returns the public key, if the bot brings one. */
    static Optional<String> read(
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
        Optional<String> key = fields.text("public_key");
        if (kind.isPresent() && !isDeployKey) {
            fields.problem(
                    "public_key",
                    "Only a deploy key is made from one.",
                    "Leave it out, or add \"kind\": \"deploy_key\".");
        } else if (key.isPresent() && !isPublicKey(key.get())) {
            fields.problem(
                    "public_key",
                    "It is not one line of an OpenSSH public key.",
                    "Send the content of the .pub file without a line break, for example \"ssh-ed25519 AAAA…\".");
        }
        return key;
    }

    private static boolean onlyContents(Permissions permissions) {
        return permissions.levels().keySet().equals(Set.of("contents"));
    }

    private static boolean isPublicKey(String text) {
        return text.length() <= LONGEST_KEY && PUBLIC_KEY.matcher(text).matches();
    }
}
