package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.tailnet.Node;
import botcreds.sandbox.tailnet.SandboxTailnet;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar beside a tailscaled, called from where no node of the tailnet calls. */
final class TailnetIT {
    @TempDir
    Path parent;

    @Test
    @Tag("T-61")
    @Tag("T-62")
    void whoComesFromThisMachineIsNoNodeWhateverTheHeadersSay() throws Exception {
        // Unix wants paths of sockets to be short.
        Path folder = Files.createTempDirectory("ts");
        try (SandboxTailnet tailnet = SandboxTailnet.start(folder.resolve("sock"));
                Town town = new Town(parent)) {
            tailnet.node(Node.of("nAbCd1CNTRL", "machina-bot", "127.0.0.1"))
                    .node(Node.of("nAbCd2CNTRL", "machina-bot", "100.64.0.2"));
            town.settings.put("BOTCREDS_TAILSCALE_SOCKET", tailnet.socket().toString());
            town.startBroker();
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            town.broker().listener("api").resolve("/v1/whoami"))
                    .header("X-Forwarded-For", "100.64.0.2")
                    .header("Forwarded", "for=100.64.0.2")
                    .header("X-Real-IP", "100.64.0.2")
                    .header("Tailscale-User-Login", "machina-bot");

            HttpResponse<String> nobody = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
            assertThat(nobody.statusCode()).isEqualTo(401);
            assertThat(nobody.body()).contains("missing_credential");
            HttpResponse<String> machina = HttpClient.newHttpClient()
                    .send(
                            request.header("Authorization", "Bearer " + Town.MACHINA_KEY)
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(machina.body()).contains("\"machina-bot\"", "\"127.0.0.1\"");
            assertThat(tailnet.asked()).isEmpty();
        } finally {
            Files.deleteIfExists(folder);
        }
    }
}
