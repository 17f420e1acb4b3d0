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
 * @param webUrl     where people and git go, without a slash at its end
 */
public record GitHubSettings(long appId, Secret privateKey, SecretFiles keyFiles, URI apiUrl, URI webUrl) {
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
        if (from.isSet("GITHUB_API_URL") != from.isSet("GITHUB_WEB_URL")) {
            from.warning(
                    "GITHUB_WEB_URL",
                    "it and GITHUB_API_URL belong together; with only one of them set, clone URLs lead to another GitHub"
                            + " than the tokens are for");
        }
        return appId.flatMap(id -> key.flatMap(
                pem -> apiUrl.flatMap(api -> webUrl.map(web -> new GitHubSettings(id, pem, files, api, web)))));
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
