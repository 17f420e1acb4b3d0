package botcreds.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketModeTest {

    private static final String C = Options.APPROVALS;

    private final SandboxSlack slack = SandboxSlack.start(Options.defaults().withAckWithin(Duration.ofSeconds(10)));
    private final WebApi api = new WebApi(slack);
    /** Held for as long as its sockets are wanted: a client that nobody holds may be collected, and its threads with it. */
    private final HttpClient client = HttpClient.newHttpClient();

    private final BlockingQueue<ObjectNode> received = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void aClickComesInAnEnvelopeAndTheAckIsTheAnswer() throws Exception {
        connect(true);
        assertThat(next().path("type").asText()).isEqualTo("hello");
        String ts = api.postCard(C);
        assertThat(slack.click(Options.ALICE, ts, "approve").acknowledged()).isTrue();
        ObjectNode envelope = next();
        assertThat(envelope.path("type").asText()).isEqualTo("interactive");
        assertThat(envelope.at("/payload/container/message_ts").asText()).isEqualTo(ts);
    }

    @Test
    void aCommandsAckShowsItsPayload() throws Exception {
        connect(true);
        next();
        slack.command(Options.ALICE, C, "/botcreds", "help");
        assertThat(next().at("/payload/text").asText()).isEqualTo("help");
        assertThat(slack.messages().get(0).text()).isEqualTo("acknowledged");
    }

    @Test
    void aTicketIsGoodOnce() throws Exception {
        String url = connect(true);
        next();
        client.newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listener(false))
                .join();
        ObjectNode closed = next();
        assertThat(closed.path("closed").asInt()).isEqualTo(1008);
    }

    @Test
    void aDisconnectIsAnnouncedFirst() throws Exception {
        connect(true);
        next();
        slack.disconnectSockets();
        assertThat(next().path("type").asText()).isEqualTo("disconnect");
        assertThat(next().path("closed").asInt()).isEqualTo(1000);
    }

    private String connect(boolean acknowledges) throws Exception {
        String url = api.callAs(slack.options().appToken(), "apps.connections.open")
                .path("url")
                .asText();
        client.newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listener(acknowledges))
                .join();
        return url;
    }

    private ObjectNode next() throws InterruptedException {
        ObjectNode message = received.poll(60, TimeUnit.SECONDS);
        assertThat(message).as("a message within a minute").isNotNull();
        return message;
    }

    private final class Listener implements WebSocket.Listener {

        private final boolean acknowledges;

        private Listener(boolean acknowledges) {
            this.acknowledges = acknowledges;
        }

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            socket.request(1);
            text.append(data);
            if (!last) {
                return null;
            }
            ObjectNode message = Json.readObject(text.toString()).orElseThrow();
            text.setLength(0);
            received.add(message);
            if (!acknowledges || !message.has("envelope_id")) {
                return null;
            }
            ObjectNode ack =
                    Json.object().put("envelope_id", message.path("envelope_id").asText());
            if (message.path("type").asText().equals("slash_commands")) {
                ack.putObject("payload").put("text", "acknowledged");
            }
            return socket.sendText(ack.toString(), true);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            received.add(Json.object().put("closed", code));
            return null;
        }
    }
}
