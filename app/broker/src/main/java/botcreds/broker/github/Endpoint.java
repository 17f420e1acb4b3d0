package botcreds.broker.github;

import java.net.URI;
import java.time.Duration;

/**
 * Where GitHub is and how patient we are with it. No call leaves the origin of {@code api}.
 *
 * @param api            {@code https://api.github.com}, or {@code https://HOST/api/v3} for GitHub Enterprise Server
 * @param web            where people see it; only shown in hints
 * @param apiVersion     value of {@code X-GitHub-Api-Version}; GitHub answers 400 to one it does not know
 * @param connectTimeout for the connection alone
 * @param callTimeout    for a whole call, from the first byte sent to the last byte read
 */
public record Endpoint(URI api, URI web, String apiVersion, Duration connectTimeout, Duration callTimeout) {
    public Endpoint {
        api = withoutTrailingSlash(api);
        web = withoutTrailingSlash(web);
        if (connectTimeout.isNegative() || connectTimeout.isZero() || callTimeout.compareTo(connectTimeout) < 0) {
            throw new IllegalArgumentException("a call takes at least as long as connecting, which takes some time");
        }
    }

    public static Endpoint of(URI api, URI web) {
        return new Endpoint(api, web, "2022-11-28", Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    private static URI withoutTrailingSlash(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null || uri.getQuery() != null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("GitHub's address is a plain URL such as https://api.github.com");
        }
        return URI.create(uri.toString().replaceAll("/+$", ""));
    }
}
