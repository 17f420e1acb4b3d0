package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bots that prove themselves with a client certificate, to the packaged jar. */
final class ClientCertificateIT {
    private static final String SAN = "uri:spiffe://example.com/bot/certified";
    private static final String FOR_CLIENTS = "eku=clientAuth";

    @TempDir
    static Path parent;

    private static Town town;
    private static Certificates ca;

    @BeforeAll
    static void start() throws Exception {
        ca = Certificates.authority(Files.createDirectory(parent.resolve("ca")));
        Path server = ca.issue("server", "san=ip:127.0.0.1", "eku=serverAuth");
        town = new Town(parent);
        String policy = Files.readString(town.policy());
        Files.writeString(town.policy(), policy.replaceFirst("bots:\n", """
                        bots:
                          certified-bot:
                            identity: {type: mtls, san: "spiffe://example.com/bot/certified"}
                            auto_approve:
                              - repo: "myorg/repo-a"
                                permissions: [contents:read]
                        """));
        town.settings.put("BOTCREDS_TLS_CERT", ca.certificatePem(server).toString());
        town.settings.put("BOTCREDS_TLS_KEY", ca.keyPem(server).toString());
        town.settings.put("BOTCREDS_TLS_CLIENT_CA", ca.pem().toString());
        town.startBroker();
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void theOnlyAlternativeNameOfACertificateNamesTheBot() throws Exception {
        Path bot = ca.issue("bot", "san=" + SAN, FOR_CLIENTS);
        HttpResponse<String> who = send(bot, "GET", "/v1/whoami", "", "");
        assertThat(who.statusCode()).isEqualTo(200);
        assertThat(who.body()).contains("\"certified-bot\"");
        HttpResponse<String> token = send(bot, "POST", "/v1/token", Bot.ask("myorg/repo-a", "contents:read"), "");
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
    }

    @Test
    @Tag("T-65")
    void aCommonNameSeveralNamesAWildcardOrAnotherPurposeNameNobody() throws Exception {
        assertNobody(ca.issue("certified-bot", FOR_CLIENTS));
        assertNobody(ca.issue("two", "san=" + SAN + ",uri:spiffe://example.com/bot/other", FOR_CLIENTS));
        assertNobody(ca.issue("mixed", "san=" + SAN + ",email:bot@example.com", FOR_CLIENTS));
        assertNobody(ca.issue("wild", "san=dns:*.example.com", FOR_CLIENTS));
        assertNobody(ca.issue("purposeless", "san=" + SAN));
    }

    @Test
    @Tag("T-65")
    void aCertificateOfAnotherAuthorityOrOutOfItsTimeOrForServersEndsTheHandshake() throws Exception {
        Certificates other = Certificates.authority(Files.createDirectory(parent.resolve("other-ca")));
        assertNoHandshake(other.issue("bot", "san=" + SAN, FOR_CLIENTS));
        assertNoHandshake(ca.issueExpired("late", "san=" + SAN, FOR_CLIENTS));
        assertNoHandshake(ca.issue("purpose", "san=" + SAN, "eku=serverAuth"));
    }

    @Test
    @Tag("T-66")
    void aKeyOfOneBotWithTheCertificateOfAnotherIsRefused() throws Exception {
        Path bot = ca.issue("both", "san=" + SAN, FOR_CLIENTS);
        HttpResponse<String> answer = send(bot, "GET", "/v1/whoami", "", "Bearer " + Town.MACHINA_KEY);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("ambiguous_identity");
    }

    @Test
    void aProvenBotThatThePolicyDoesNotListFallsToTheDefaults() throws Exception {
        Path bot = ca.issue("stranger", "san=dns:stranger.example.com", FOR_CLIENTS);
        assertThat(send(bot, "GET", "/v1/whoami", "", "").body()).contains("\"unlisted.stranger-example-com.");
        HttpResponse<String> asked = send(bot, "POST", "/v1/token", Bot.ask("myorg/repo-a", "contents:read"), "");
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    }

    @Test
    void aKeyStillCountsWithoutACertificate() throws Exception {
        HttpResponse<String> who = send(null, "GET", "/v1/whoami", "", "Bearer " + Town.MACHINA_KEY);
        assertThat(who.body()).contains("\"machina-bot\"");
        assertThat(send(null, "GET", "/v1/whoami", "", "").statusCode()).isEqualTo(401);
    }

    private static void assertNobody(Path store) throws Exception {
        HttpResponse<String> answer = send(store, "GET", "/v1/whoami", "", "");
        assertThat(answer.statusCode()).as(store.toString()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_credential");
    }

    private static void assertNoHandshake(Path store) {
        assertThatThrownBy(() -> send(store, "GET", "/v1/whoami", "", "")).isInstanceOf(IOException.class);
    }

    private static HttpResponse<String> send(
            @org.jspecify.annotations.Nullable Path store,
            String method,
            String path,
            String body,
            String authorization)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "https://127.0.0.1:" + town.broker().listener("api").getPort() + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newBuilder()
                .sslContext(context(store))
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }

    private static SSLContext context(@org.jspecify.annotations.Nullable Path store) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(ca.trusted());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                store == null ? null : KeyStore.getInstance(store.toFile(), Certificates.PASSWORD),
                Certificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(store == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
