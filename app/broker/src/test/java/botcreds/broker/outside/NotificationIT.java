package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.notify.Receiver;
import botcreds.sandbox.slack.Fault;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.standardwebhooks.Webhook;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways besides Slack, with the packaged jar. */
final class NotificationIT {
    private static final String KEY = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path parent;

    @Test
    @Tag("T-85")
    void whatSlackRefusesIsMailedAndDecidedWithoutItAndTheReceiverHearsOfThat() throws Exception {
        GreenMail postOffice = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        postOffice.start();
        try (Receiver siem = new Receiver();
                Town town = new Town(parent)) {
            Files.writeString(town.policy(), """
                    notify:
                      waiting: [slack, {mail: [oncall@example.com, deputy@example.com]}]
                      denied: [{webhook: "%s"}]
                    """.formatted(siem.url()), java.nio.file.StandardOpenOption.APPEND);
            town.settings.put(
                    "BOTCREDS_SMTP_URL",
                    "smtp://127.0.0.1:" + postOffice.getSmtp().getPort());
            town.settings.put("BOTCREDS_MAIL_FROM", "broker@example.com");
            town.settings.put("BOTCREDS_WEBHOOK_SECRET", KEY);
            town.settings.put("BOTCREDS_WEBHOOK_ALLOW_HOSTS", siem.host());
            town.slack.faults().next(1000, Fault.error("token_revoked"));
            town.startBroker();

            Reply waiting = town.machina
                    .request(Bot.ask("myorg/new-project", "contents:read"))
                    .expect(202);

            assertThat(postOffice.waitForIncomingEmail(BrokerProcess.PATIENCE.toMillis(), 2))
                    .isTrue();
            MimeMessage mail = postOffice.getReceivedMessages()[0];
            assertThat(mail.getSubject()).contains("#" + waiting.shortId(), "machina-bot", "contents:read");
            assertThat(com.icegreen.greenmail.util.GreenMailUtil.getWholeMessage(mail))
                    .contains("botcreds approve " + waiting.shortId(), "token_revoked")
                    .doesNotContain("://", Town.ADMIN_TOKEN, Town.MACHINA_KEY);

            town.admin
                    .send("POST", "/v1/requests/" + waiting.requestId() + "/deny", "{}")
                    .expect(200);

            await().atMost(BrokerProcess.PATIENCE).until(() -> !siem.calls.isEmpty());
            Receiver.Call call = siem.calls.get(0);
            new Webhook(KEY).verify(call.body(), HttpHeaders.of(call.headers(), (name, value) -> true));
            assertThat(call.body()).contains("notification.denied", waiting.requestId(), "\"state\":\"DENIED\"");
            assertThat(postOffice.getReceivedMessages()).hasSize(2);
        } finally {
            postOffice.stop();
        }
    }
}
