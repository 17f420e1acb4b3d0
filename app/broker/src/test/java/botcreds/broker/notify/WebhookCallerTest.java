package botcreds.broker.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.errands.BotCall;
import botcreds.broker.model.CallbackRules;
import botcreds.broker.model.Secret;
import com.standardwebhooks.Webhook;
import java.net.InetAddress;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookCallerTest {
    private static final String OLD = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW =
            "whsec_" + Base64.getEncoder().encodeToString("n".repeat(24).getBytes());
    private static final String BODY = "{\"type\":\"request.approved\"}";

    private final Receiver receiver = new Receiver();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        receiver.close();
    }

    private WebhookCaller caller(Set<String> listed, Duration longest, CheckedSocket.Resolver resolver) {
        return new WebhookCaller(
                new WebhookKeys(List.of(Secret.of(NEW), Secret.of(OLD))),
                new CallbackRules(true, listed),
                resolver,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Clock.systemUTC(),
                longest);
    }

    private BotCall.Outcome call(Duration longest) {
        return caller(Set.of(receiver.host()), longest, host -> List.of(InetAddress.getByName(host)))
                .call("req_1.approved", receiver.url(), BODY);
    }

    private BotCall.Outcome call() {
        return call(Duration.ofSeconds(15));
    }

    @Test
    @Tag("T-82")
    @Tag("T-83")
    void theLibraryOfTheStandardVerifiesItWithEitherKey() throws Exception {
        assertThat(call()).isEqualTo(new BotCall.Taken());

        Receiver.Call call = receiver.calls.get(0);
        assertThat(call.line()).isEqualTo("POST /hook?x=1 HTTP/1.1");
        HttpHeaders headers = HttpHeaders.of(call.headers(), (name, value) -> true);
        new Webhook(OLD).verify(call.body(), headers);
        new Webhook(NEW).verify(call.body(), headers);
        assertThatThrownBy(() -> new Webhook(OLD).verify(call.body() + " ", headers))
                .isNotNull();
        assertThat(headers.firstValue("webhook-id")).contains("req_1.approved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved", "302 Found", "307 Temporary Redirect"})
    @Tag("T-80")
    void aRedirectIsAFailureAndNotFollowed(String status) {
        try (Receiver other = new Receiver()) {
            receiver.manner = Receiver.status(status + "\r\nLocation: " + other.url());

            assertThat(call()).isInstanceOf(BotCall.NotNow.class);
            assertThat(other.calls).isEmpty();
        }
    }

    @Test
    @Tag("T-81")
    void whatTheReceiverAsksForIsUnderstood() {
        receiver.manner = Receiver.status("429 Too Many\r\nRetry-After: 120");
        assertThat(call()).isEqualTo(new BotCall.NotNow(Optional.of(Duration.ofSeconds(120)), "it answered 429", true));
        receiver.manner = Receiver.status("503 Busy\r\nRetry-After: Fri, 31 Dec 2100 23:59:59 GMT");
        assertThat(call())
                .isInstanceOfSatisfying(
                        BotCall.NotNow.class,
                        notNow -> assertThat(notNow.after().orElseThrow()).isGreaterThan(Duration.ofDays(365)));
        receiver.manner = Receiver.status("503 Busy\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT");
        assertThat(call()).isEqualTo(new BotCall.NotNow(Optional.of(Duration.ZERO), "it answered 503", true));
        receiver.manner = Receiver.status("400 No\r\nRetry-After: soon");
        assertThat(call()).isEqualTo(BotCall.NotNow.refused("it answered 400"));
        receiver.manner = Receiver.status("410 Gone");
        assertThat(call()).isInstanceOf(BotCall.Gone.class);
    }

    @Test
    @Tag("T-81")
    void aSilentADrippingAnEndlessAndAResettingReceiverAreLeft() {
        List<Receiver.Manner> manners = new ArrayList<>();
        manners.add(socket -> never.await());
        manners.add(socket -> {
            while (never.getCount() > 0) {
                socket.getOutputStream().write('x');
                Thread.onSpinWait();
                never.await(50, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        });
        manners.add(socket -> {
            byte[] much = new byte[65_536];
            while (never.getCount() > 0) {
                socket.getOutputStream().write(much);
            }
        });
        manners.add(socket -> socket.setSoLinger(true, 0));
        for (Receiver.Manner each : manners) {
            receiver.manner = each;
            assertThat(call(Duration.ofMillis(700))).isInstanceOf(BotCall.NotNow.class);
        }
        assertThat(receiver.calls).hasSize(4);
    }

    @Test
    @Tag("T-81")
    void noMoreThan4KibibytesAreReadOfAnAnswer() {
        receiver.manner = Receiver.status("204 No Content\r\nX-Much: " + "x".repeat(3_000));
        assertThat(call()).isInstanceOf(BotCall.Taken.class);

        receiver.manner = Receiver.status("204 No Content\r\nX-Much: " + "x".repeat(5_000));
        assertThat(call()).isEqualTo(BotCall.NotNow.away("no answer: its answer has no end of headers within 4 KiB"));
    }

    @Test
    @Tag("T-78")
    void aHostThatIsNotListedSeesNoConnection() {
        assertThat(caller(Set.of(), Duration.ofSeconds(5), host -> List.of(InetAddress.getByName(host)))
                        .call("req_1.approved", receiver.url(), BODY))
                .isInstanceOf(BotCall.Gone.class);
        assertThat(receiver.calls).isEmpty();
    }

    @Test
    void whereOneAddressIsDeadTheNextIsTried() throws Exception {
        InetAddress dead = InetAddress.getByName("127.99.99.99");
        InetAddress none = InetAddress.getByName("::1");
        assertThat(caller(
                                Set.of(receiver.host().replace("127.0.0.1", "bot.example")),
                                Duration.ofSeconds(15),
                                host -> List.of(none, dead, InetAddress.getByName("127.0.0.1")))
                        .call("req_1.approved", receiver.url().replace("127.0.0.1", "bot.example"), BODY))
                .isEqualTo(new BotCall.Taken());
        assertThat(receiver.calls).hasSize(1);
    }

    @Test
    @Tag("T-79")
    void anAnswerWithOnePrivateAddressIsRefusedAsAWhole() {
        BotCall.Outcome outcome = caller(
                        Set.of(),
                        Duration.ofSeconds(5),
                        host -> List.of(InetAddress.getByName("1.1.1.1"), InetAddress.getByName("127.0.0.1")))
                .call("req_1.approved", "https://bot.example/hook", BODY);

        assertThat(outcome)
                .isEqualTo(BotCall.NotNow.away("no answer: its host leads to an address that is not public"));
    }
}
