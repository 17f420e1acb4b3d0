package botcreds.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageTest {

    private final SandboxSlack slack = SandboxSlack.start(Options.defaults());
    private final WebApi api = new WebApi(slack);

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndSaysSo() throws Exception {
        for (String path : new String[] {"/", "/page.css", "/page.js"}) {
            var response = api.get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).doesNotContain("https://");
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
        }
        assertThat(api.get("/elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void aPersonSeesTheirOwnEphemeralAndDirectMessagesOnly() throws Exception {
        api.call("chat.postEphemeral", "channel", Options.APPROVALS, "user", Options.ALICE, "text", "for Alice");
        api.call("chat.postMessage", "channel", Options.ALICE, "text", "direct to Alice");
        assertThat(api.get("/_sandbox/state?as=" + Options.ALICE).body()).contains("for Alice", "direct to Alice");
        assertThat(api.get("/_sandbox/state?as=" + Options.BOB).body()).doesNotContain("Alice\"}", "to Alice");
        assertThat(api.get("/_sandbox/state?as=U0NOBODY").statusCode()).isEqualTo(404);
    }

    @Test
    void anotherWebSiteCannotClick() throws Exception {
        String ts = api.postCard(Options.APPROVALS);
        String click = "{\"as\":\"U012ALICE\",\"message\":\"" + ts + "\",\"action_id\":\"approve\"}";
        String url = slack.origin() + "/_sandbox/click";
        assertThat(api.postJson(url, click, "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(status("POST", "evil.example", "application/json", click)).isEqualTo(403);
        assertThat(status("POST", "127.0.0.1", "text/plain", click)).isEqualTo(415);
        assertThat(slack.ledger().sent()).isEmpty();
        assertThat(status("POST", "127.0.0.1", "application/json", click)).isEqualTo(200);
        assertThat(slack.ledger().sent()).hasSize(1);
    }

    @Test
    void aClickOnWhatIsGoneIsExplained() throws Exception {
        var response = api.postJson(
                slack.origin() + "/_sandbox/click",
                "{\"as\":\"U012ALICE\",\"message\":\"1.2\",\"action_id\":\"approve\"}");
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("sees no message 1.2");
    }

    /** The JDK's client does not let a test choose the Host header. */
    private int status(String method, String host, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " /_sandbox/click HTTP/1.1\r\nHost: " + host + ":"
                + slack.origin().getPort() + "\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length
                + "\r\nConnection: close\r\n\r\n";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), slack.origin().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.flush();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }
}
