package botcreds.broker.notify;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.errands.BotCall;
import botcreds.broker.model.CallbackRules;
import botcreds.broker.model.Secret;
import botcreds.broker.outside.Certificates;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers behind TLS, with certificates of an authority that only this test trusts. */
class WebhookTlsTest {
    private static final String KEY = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path folder;

    private Certificates authority;

    @BeforeEach
    void found() throws Exception {
        authority = Certificates.authority(folder);
    }

    @Test
    void aReceiverWithACertificateForItsNameIsCalled() throws Exception {
        try (Receiver receiver = receiver("bot.example")) {
            assertThat(call(receiver, trusting())).isEqualTo(new BotCall.Taken());
            assertThat(receiver.calls).hasSize(1);
        }
    }

    @Test
    @Tag("T-79")
    void aCertificateForAnotherNameIsRefusedBeforeAnythingIsSaid() throws Exception {
        try (Receiver receiver = receiver("other.example")) {
            assertThat(call(receiver, trusting())).isInstanceOf(BotCall.NotNow.class);
            assertThat(receiver.calls).isEmpty();
        }
    }

    @Test
    void anAuthorityThatNobodyTrustsIsRefused() throws Exception {
        try (Receiver receiver = receiver("bot.example")) {
            assertThat(call(receiver, (SSLSocketFactory) SSLSocketFactory.getDefault()))
                    .isInstanceOf(BotCall.NotNow.class);
            assertThat(receiver.calls).isEmpty();
        }
    }

    private Receiver receiver(String name) throws Exception {
        return new Receiver(TlsDoor.of(authority, "san=dns:" + name));
    }

    private SSLSocketFactory trusting() throws Exception {
        return TlsDoor.trusting(authority);
    }

    /** As {@code bot.example}, whose name leads to the receiver. */
    private static BotCall.Outcome call(Receiver receiver, SSLSocketFactory tls) {
        String host = receiver.host().replace("127.0.0.1", "bot.example");
        return new WebhookCaller(
                        new WebhookKeys(List.of(Secret.of(KEY))),
                        new CallbackRules(true, Set.of(host)),
                        name -> List.of(InetAddress.getLoopbackAddress()),
                        tls,
                        Clock.systemUTC(),
                        Duration.ofSeconds(15))
                .call("req_1.approved", "https://" + host + "/hook", "{}");
    }
}
