package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.notify.Receiver;
import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bot that waits to be called, with the packaged jar. */
final class CallbackIT {
    private static final String KEY = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path parent;

    @Test
    @Tag("T-78")
    @Tag("T-82")
    void aBotIsCalledWhenItsRequestIsDeniedAndOnlyWhereTheOperatorAllows() throws Exception {
        try (Receiver receiver = new Receiver();
                Receiver unlisted = new Receiver();
                Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_WEBHOOK_SECRET", KEY);
            town.settings.put("BOTCREDS_WEBHOOK_ALLOW_HOSTS", receiver.host());
            town.startBroker();
            Reply refused = town.machina.request(ask(unlisted.url()));
            assertThat(refused.status()).as(refused.text()).isEqualTo(400);

            Reply waiting = town.machina.request(ask(receiver.url()));
            assertThat(waiting.status()).as(waiting.text()).isEqualTo(202);
            town.admin.send("POST", "/v1/requests/" + waiting.requestId() + "/deny", "{}");

            await().atMost(BrokerProcess.PATIENCE).until(() -> !receiver.calls.isEmpty());
            Receiver.Call call = receiver.calls.get(0);
            new Webhook(KEY).verify(call.body(), HttpHeaders.of(call.headers(), (name, value) -> true));
            assertThat(call.body())
                    .contains("request.denied", waiting.requestId())
                    .doesNotContain("myorg", "Work");
            assertThat(unlisted.calls).isEmpty();
        }
    }

    private static String ask(String url) {
        return """
                {"repo": "myorg/new-project", "permissions": ["contents:read"], "reason": "Work", "callback_url": "%s"}
                """.formatted(url);
    }
}
