package botcreds.broker.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The bytes of the request that one connection sends again and again. */
final class LoadRequest {
    private LoadRequest() {}

    static byte[] bytes(URI address, String key, int connection) {
        String head = " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n";
        if (key.equals("-")) {
            return ("GET " + address.getPath() + head + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
        String body = "{\"repo\":\"bench/repo-" + connection % World.REPOSITORIES
                + "\",\"permissions\":[\"contents:write\",\"issues:write\"],\"reason\":\"a benchmark\",\"ttl\":\"1h\"}";
        return ("POST " + address.getPath() + head + "Authorization: Bearer " + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
