package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;

/** Calls the sandbox as a client of GitHub does: over HTTP, with JWTs that jjwt signs. */
final class Caller {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** An answer, its body read as JSON. */
    record Reply(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        JsonNode json() {
            try {
                return MAPPER.readTree(http.body());
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + http.body(), e);
            }
        }

        String message() {
            return json().path("message").asText();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }

    private final SandboxGitHub github;
    private final PrivateKey key;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Caller(SandboxGitHub github) {
        this.github = github;
        this.key = key(github.app().privateKeyPem());
    }

    /** Reads PKCS#1 by putting the PKCS#8 envelope of an RSA key around it. */
    static PrivateKey key(String pem) {
        try {
            byte[] pkcs1 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            byte[] algorithm = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(der(0x30, concat(algorithm, der(0x04, pkcs1)))));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("not a PKCS#1 key", e);
        }
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] head = new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return concat(head, content);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = new byte[a.length + b.length];
        System.arraycopy(a, 0, all, 0, a.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    PrivateKey key() {
        return key;
    }

    String jwt() {
        Instant now = github.clock().instant();
        return jwt(Long.toString(github.app().id()), now.minusSeconds(60), now.plusSeconds(540));
    }

    String jwt(String issuer, Instant issuedAt, Instant expiresAt) {
        return Jwts.builder()
                .issuer(issuer)
                .issuedAt(Date.from(issuedAt))
                .expiration(Date.from(expiresAt))
                .signWith(key, Jwts.SIG.RS256)
                .compact();
    }

    /** Calls as the App. */
    Reply app(String method, String path, String body) {
        return send(method, path, "Bearer " + jwt(), body);
    }

    /** Calls with an installation token. */
    Reply token(String method, String path, String token, String body) {
        return send(method, path, "Bearer " + token, body);
    }

    Reply mint(long installation, String body) {
        return app("POST", "/app/installations/" + installation + "/access_tokens", body);
    }

    /** Mints what must succeed and returns the token. */
    String minted(long installation, String body) {
        Reply reply = mint(installation, body);
        if (reply.status() != 201) {
            throw new AssertionError(reply.status() + " " + reply.http().body());
        }
        return reply.json().path("token").asText();
    }

    Reply send(String method, String path, String authorization, String body, String... headers) {
        HttpRequest request = request(method, path, authorization, body, headers);
        try {
            return new Reply(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpRequest request(String method, String path, String authorization, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(github.url() + path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    HttpClient client() {
        return client;
    }
}
