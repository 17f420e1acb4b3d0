package botcreds.broker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the browser that was sent out from here brings an App back. */
class ManifestPageTest {
    private static final AppManifest MANIFEST = new AppManifest(
            "botcreds-myorg", URI.create("https://github.com/myorg"), Map.of("contents", "write"), Optional.empty());

    @TempDir
    Path folder;

    private Site site;
    private ManifestPage page;

    @BeforeEach
    void open() throws Exception {
        site = new Site(folder);
        page = ManifestPage.open(0, MANIFEST, URI.create(site.gitHub.url() + "/settings/apps/new"));
    }

    @AfterEach
    void close() {
        page.close();
        site.close();
    }

    private Optional<String> code() throws Stopped {
        return page.awaitCode(Duration.ZERO);
    }

    @Test
    void theCodeThatComesBackWithTheStateIsTaken() throws Stopped {
        HttpResponse<String> told = SandboxBrowser.createApp(page.address());

        assertThat(told.body()).contains("The App is made");
        assertThat(code()).isPresent();
    }

    @Test
    void aCodeWithAnotherStateIsNotTaken() throws Stopped {
        URI back = SandboxBrowser.createdApp(page.address());

        HttpResponse<String> told =
                SandboxBrowser.get(URI.create(back.toString().replaceFirst("state=.*", "state=another")));

        assertThat(told.statusCode()).isEqualTo(400);
        assertThat(told.body()).contains("Open the address in the terminal once more");
        assertThat(SandboxBrowser.get(URI.create(back.toString().replaceFirst("&state=.*", "")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(code()).isEmpty();
    }

    @Test
    void aSecondCodeIsNotTaken() throws Stopped {
        URI back = SandboxBrowser.createdApp(page.address());
        SandboxBrowser.get(back);
        Optional<String> first = code();

        HttpResponse<String> told =
                SandboxBrowser.get(URI.create(back.toString().replaceFirst("code=\\w+", "code=another")));

        assertThat(told.statusCode()).isEqualTo(409);
        assertThat(code()).isEqualTo(first);
    }

    @Test
    void whoDoesNotKnowTheAddressFindsNothing() {
        URI root = page.address().resolve("/");

        assertThat(SandboxBrowser.get(root).statusCode()).isEqualTo(404);
        assertThat(SandboxBrowser.get(root).body()).doesNotContain("state");
        assertThat(SandboxBrowser.get(root.resolve("/back?code=a&state=b")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPageOfAnotherNameThatLeadsHereFindsNothing() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + page.address().getPath() + " HTTP/1.0\r\nHost: evil.example.com:" + page.port()
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(" 404 ")
                    .doesNotContain("manifest");
        }
    }

    @Test
    void thePageIsKeptByNobodyAndRunsOnlyItsOwnScript() {
        HttpResponse<String> shown = SandboxBrowser.get(page.address());

        assertThat(shown.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(shown.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'nonce-", "frame-ancestors 'none'");
        assertThat(shown.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void theManifestAsksForAPrivateAppWithTheseAndNoOthers() throws IOException {
        JsonNode plain = new ObjectMapper().readTree(MANIFEST.json(URI.create("http://127.0.0.1:1/x/back")));
        assertThat(plain.path("public").asBoolean(true)).isFalse();
        assertThat(plain.path("default_permissions").toString()).isEqualTo("{\"contents\":\"write\"}");
        assertThat(plain.path("default_events")).isEmpty();
        assertThat(plain.path("hook_attributes").path("active").asBoolean(true)).isFalse();
        assertThat(plain.path("hook_attributes").path("url").asText()).startsWith("https://");

        AppManifest withPushes = new AppManifest(
                "a", MANIFEST.homepage(), MANIFEST.permissions(), Optional.of(URI.create("https://bots.example.com")));
        JsonNode told = new ObjectMapper().readTree(withPushes.json(URI.create("http://127.0.0.1:1/x/back")));
        assertThat(told.path("hook_attributes").path("url").asText())
                .isEqualTo("https://bots.example.com/github/webhook");
        assertThat(told.path("default_events").path(0).asText()).isEqualTo("push");
    }
}
