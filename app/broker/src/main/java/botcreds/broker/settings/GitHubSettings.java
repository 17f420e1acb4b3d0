package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Which GitHub, and as which App.
 *
 * @param privateKey PEM, PKCS#1 or PKCS#8; looked at from outside only
 * @param apiUrl     without a slash at its end
 * @param auditLog   GitHub's own audit log, to ask which tokens were used; empty where there is none to read
 * @param webUrl     where people and git go, without a slash at its end
 */
public record GitHubSettings(long appId, Secret privateKey, URI apiUrl, URI webUrl, Optional<AuditLog> auditLog) {
    /**
     * Whose audit log.
     *
     * @param owner {@code enterprises/NAME} or {@code orgs/NAME}
     * @param token may read it
     */
    public record AuditLog(String owner, Secret token) {}

    private static final String WHERE = "use the key that GitHub gave you as a .pem file for the App";

    /** Returns host, and port if it is not the usual one: what stands between {@code https://} and {@code /owner/name}. */
    public String webHost() {
        return webUrl.getAuthority();
    }

    static Optional<GitHubSettings> read(Environment from) {
        Optional<Long> appId = appId(from);
        Optional<Secret> key = from.ownersSecret("GITHUB_APP_PRIVATE_KEY");
        from.missing("GITHUB_APP_PRIVATE_KEY", WHERE);
        key.map(GitHubSettings::keyProblem)
                .filter(why -> !why.isEmpty())
                .ifPresent(why -> from.problem("GITHUB_APP_PRIVATE_KEY", why));
        Optional<URI> apiUrl = WebAddress.read(from, "GITHUB_API_URL", "https://api.github.com");
        Optional<URI> webUrl = WebAddress.read(from, "GITHUB_WEB_URL", "https://github.com");
        Optional<AuditLog> auditLog = auditLog(from);
        if (from.isSet("GITHUB_API_URL") != from.isSet("GITHUB_WEB_URL")) {
            from.warning(
                    "GITHUB_WEB_URL",
                    "it and GITHUB_API_URL belong together; with only one of them set, clone URLs lead to another GitHub"
                            + " than the tokens are for");
        }
        return appId.flatMap(id -> key.flatMap(
                pem -> apiUrl.flatMap(api -> webUrl.map(web -> new GitHubSettings(id, pem, api, web, auditLog)))));
    }

    private static Optional<AuditLog> auditLog(Environment from) {
        Optional<String> owner = from.text("GITHUB_AUDIT_LOG");
        Optional<Secret> token = from.ownersSecret("GITHUB_AUDIT_TOKEN");
        if (owner.isPresent() && !owner.get().matches("(enterprises|orgs)/[A-Za-z0-9_.-]{1,100}")) {
            from.problem(
                    "GITHUB_AUDIT_LOG", "write enterprises/NAME or orgs/NAME, as GitHub's address of the log has it");
            return Optional.empty();
        }
        if (owner.isPresent() != from.isSet("GITHUB_AUDIT_TOKEN")) {
            from.problem(
                    "GITHUB_AUDIT_TOKEN",
                    "it and GITHUB_AUDIT_LOG belong together; set a token that may read that audit log"
                            + " (read:audit_log), or unset both");
        }
        return owner.flatMap(name -> token.map(secret -> new AuditLog(name, secret)));
    }

    private static Optional<Long> appId(Environment from) {
        String where = "write the number that stands as App ID on the page of your GitHub App";
        from.missing("GITHUB_APP_ID", where);
        Optional<String> text = from.text("GITHUB_APP_ID");
        if (text.isPresent() && !text.get().matches("[1-9][0-9]{0,17}")) {
            from.problem("GITHUB_APP_ID", "this is not a number; " + where);
            return Optional.empty();
        }
        return text.map(Long::parseLong);
    }

    /** Never quotes the key: the sentence ends up in a log. */
    private static String keyProblem(Secret key) {
        String pem = key.reveal();
        if (pem.contains("ENCRYPTED")) {
            return "the key is encrypted; decrypt it with: openssl pkey -in KEY.pem -out PLAIN.pem";
        }
        if (pem.contains("BEGIN EC ")) {
            return "this is an EC key, and GitHub signs Apps with RSA; " + WHERE;
        }
        boolean begins =
                pem.startsWith("-----BEGIN RSA PRIVATE KEY-----") || pem.startsWith("-----BEGIN PRIVATE KEY-----");
        boolean ends = pem.endsWith("-----END RSA PRIVATE KEY-----") || pem.endsWith("-----END PRIVATE KEY-----");
        if (!begins) {
            return "it does not begin with -----BEGIN RSA PRIVATE KEY-----; " + WHERE
                    + " (for a file's path the name is GITHUB_APP_PRIVATE_KEY_FILE)";
        }
        return ends ? "" : "its end is missing; " + WHERE;
    }
}
