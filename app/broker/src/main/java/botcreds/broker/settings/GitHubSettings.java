package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Which GitHub, and as which App.
 *
 * @param privateKey one or several, the preferred one first: PEM (PKCS#1 or PKCS#8) or {@code pkcs11:} URIs
 * @param keyFiles   where it was read from
 * @param apiUrl     without a slash at its end
 * @param auditLog   GitHub's own audit log, to ask which tokens were used; empty where there is none to read
 * @param webUrl     where people and git go, without a slash at its end
 */
public record GitHubSettings(
        long appId, Secret privateKey, SecretFiles keyFiles, URI apiUrl, URI webUrl, Optional<AuditLog> auditLog) {
    /**
     * Whose audit log.
     *
     * @param owner {@code enterprises/NAME} or {@code orgs/NAME}
     * @param token may read it
     */
    public record AuditLog(String owner, Secret token) {}

    private static final String KEY = "GITHUB_APP_PRIVATE_KEY";
    private static final String WHERE = "use the key that GitHub gave you as a .pem file for the App, or a pkcs11: URI";

    /** Returns host, and port if it is not the usual one: what stands between {@code https://} and {@code /owner/name}. */
    public String webHost() {
        return webUrl.getAuthority();
    }

    static Optional<GitHubSettings> read(Environment from, KeyCheck check) {
        Optional<Long> appId = appId(from);
        Optional<Secret> key = from.secrets(KEY);
        SecretFiles files = from.filesOf(KEY);
        from.missing(KEY, WHERE);
        key.flatMap(check::problem).ifPresent(why -> from.problem(KEY, why));
        Optional<URI> apiUrl = WebAddress.read(from, "GITHUB_API_URL", "https://api.github.com");
        Optional<URI> webUrl = WebAddress.read(from, "GITHUB_WEB_URL", "https://github.com");
        Optional<AuditLog> auditLog = auditLog(from);
        if (from.isSet("GITHUB_API_URL") != from.isSet("GITHUB_WEB_URL")) {
            from.warning(
                    "GITHUB_WEB_URL",
                    "it and GITHUB_API_URL belong together; with only one of them set, clone URLs lead to another GitHub"
                            + " than the tokens are for");
        }
        return appId.flatMap(id -> key.flatMap(pem ->
                apiUrl.flatMap(api -> webUrl.map(web -> new GitHubSettings(id, pem, files, api, web, auditLog)))));
    }

    private static Optional<AuditLog> auditLog(Environment from) {
        Optional<String> owner = from.text("GITHUB_AUDIT_LOG");
        Optional<Secret> token = from.secret("GITHUB_AUDIT_TOKEN");
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
}
