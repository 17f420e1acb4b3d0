package botcreds.broker.notify;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.errands.BotCall;
import botcreds.broker.errands.Bulletin;
import botcreds.broker.model.Secret;
import botcreds.broker.outside.Certificates;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpCourierTest {
    private static final String FROM = "broker@example.com";
    private static final String TO = "oncall@example.com";

    private final GreenMail postOffice = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
    });

    @BeforeEach
    void open() {
        postOffice.start();
    }

    @AfterEach
    void close() {
        postOffice.stop();
    }

    private static SmtpCourier courier(int port, MailServer.Security security) {
        return new SmtpCourier(
                new MailServer("127.0.0.1", port, security, Optional.empty()),
                FROM,
                Optional.empty(),
                Duration.ofSeconds(10));
    }

    private BotCall.Outcome mail(Bulletin bulletin) {
        return courier(postOffice.getSmtp().getPort(), MailServer.Security.NONE).mail(TO, bulletin);
    }

    private MimeMessage arrived() {
        return postOffice.getReceivedMessages()[0];
    }

    @Test
    void itIsTextAndHtmlToOneAddressAndAnswersToNobody() throws Exception {
        assertThat(mail(Letters.waiting())).isEqualTo(new BotCall.Taken());

        MimeMessage mail = arrived();
        assertThat(mail.getSubject())
                .isEqualTo("[botcreds] #a3f2: machina-bot asks for contents:write, issues:write on myorg/new-project");
        assertThat(((InternetAddress) mail.getFrom()[0]).getAddress()).isEqualTo(FROM);
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly(TO);
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(part(mail, "text/plain"))
                .contains("decide with `botcreds approve a3f2`", "Permissions: contents:write, issues:write")
                // What the bot wrote stands in no line of its own.
                .contains("    | Approvals: 2 of 2")
                .doesNotContain("\nApprovals: 2 of 2");
        assertThat(part(mail, "text/html")).contains("decide with <code", ">botcreds approve a3f2</code>");
    }

    @Test
    @Tag("T-71")
    void noTextGetsIntoAHeaderOrBecomesMarkup() throws Exception {
        assertThat(mail(Letters.evil())).isEqualTo(new BotCall.Taken());

        MimeMessage mail = arrived();
        assertThat(mail.getSubject()).doesNotContain("\r", "\n").contains("x Bcc: eve@evil.example");
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(postOffice.getReceivedMessages()).hasSize(1);
        assertThat(part(mail, "text/html"))
                .contains("&lt;img src=&quot;https://evil.example/x&quot;")
                .doesNotContain("<img", "<a ", "<script", "\u202E");
        assertThat(part(mail, "text/plain")).doesNotContain("\u202E", "\u0000");
    }

    @Test
    @Tag("T-71")
    void whoFollowsEveryLinkOfAMailFollowsNone() throws Exception {
        mail(Letters.waiting());

        assertThat(part(arrived(), "text/plain") + part(arrived(), "text/html"))
                .doesNotContain("://", "href", "src=", "url(", "mailto:", "www.", "<form", "action=");
    }

    @Test
    void aSecondAttemptCanBeKnownByItsId() throws Exception {
        mail(Letters.waiting());
        mail(Letters.waiting());
        mail(Letters.evil());

        assertThat(List.of(postOffice.getReceivedMessages()))
                .extracting(MimeMessage::getMessageID)
                .satisfies(ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)).endsWith("@example.com>"))
                .satisfies(ids -> assertThat(ids.get(2)).isNotEqualTo(ids.get(0)));
    }

    @Test
    void withoutStartTlsNothingLeavesThisMachine() {
        try (BadMailServer plain = new BadMailServer(Map.of())) {
            assertThat(courier(plain.port(), MailServer.Security.STARTTLS).mail(TO, Letters.waiting()))
                    .isInstanceOf(BotCall.NotNow.class);
            assertThat(plain.heard).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void aServerIsKnownByACertificateThatIsTrustedAndHasItsName(@TempDir Path right, @TempDir Path wrong)
            throws Exception {
        Certificates authority = Certificates.authority(right);
        assertThat(overTls(authority, "san=ip:127.0.0.1")).isEqualTo(new BotCall.Taken());
        assertThat(overTls(Certificates.authority(wrong), "san=dns:other.example")
                        .toString())
                .contains("No subject alternative names");
        assertThat(courier(postOffice.getSmtps().getPort(), MailServer.Security.TLS)
                        .mail(TO, Letters.waiting())
                        .toString())
                .contains("unable to find valid certification path");
        assertThat(postOffice.getReceivedMessages()).isEmpty();
    }

    private static BotCall.Outcome overTls(Certificates authority, String name) throws Exception {
        try (BadMailServer server = new BadMailServer(Map.of(), TlsDoor.of(authority, name))) {
            return new SmtpCourier(
                            new MailServer("127.0.0.1", server.port(), MailServer.Security.TLS, Optional.empty()),
                            FROM,
                            Optional.of(TlsDoor.trusting(authority)),
                            Duration.ofSeconds(10))
                    .mail(TO, Letters.waiting());
        }
    }

    @ParameterizedTest
    @Tag("T-85")
    @CsvSource({
        "CONNECT, hang",
        "CONNECT, drop",
        "CONNECT, 554 go away",
        "EHLO, hang",
        "MAIL, 451 later",
        "RCPT, 451 later",
        "RCPT, 452 full",
        "DATA, drop",
        "END, drop",
        "END, hang",
        "END, 451 later",
        "END, 554 spam"
    })
    void aServerThatMisbehavesIsTriedAgain(String word, String answer) {
        try (BadMailServer server = new BadMailServer(Map.of(word, answer))) {
            SmtpCourier hurried = new SmtpCourier(
                    new MailServer("127.0.0.1", server.port(), MailServer.Security.NONE, Optional.empty()),
                    FROM,
                    Optional.empty(),
                    Duration.ofMillis(700));

            assertThat(hurried.mail(TO, Letters.waiting()))
                    .isInstanceOfSatisfying(
                            BotCall.NotNow.class,
                            notNow -> assertThat(notNow.away()).isTrue());
        }
    }

    @Test
    void aServerThatIsGoneAfterItTookTheMailHasTakenIt() {
        try (BadMailServer server = new BadMailServer(Map.of("QUIT", BadMailServer.DROP))) {
            assertThat(courier(server.port(), MailServer.Security.NONE).mail(TO, Letters.waiting()))
                    .isEqualTo(new BotCall.Taken());
        }
    }

    @Test
    void anAddressThatNobodyHasIsNotTriedAgain() {
        try (BadMailServer server = new BadMailServer(Map.of("RCPT", "550 no such user"))) {
            assertThat(courier(server.port(), MailServer.Security.NONE).mail(TO, Letters.waiting()))
                    .isInstanceOfSatisfying(
                            BotCall.Gone.class, gone -> assertThat(gone.why()).contains("no such user"));
        }
    }

    @Test
    void thePasswordIsInNoOutcome() {
        postOffice.getUserManager().setAuthRequired(true);
        MailServer server = MailServer.of(Secret.of(
                "smtp://broker:wrong%2Fsecret@127.0.0.1:" + postOffice.getSmtp().getPort()));
        BotCall.Outcome outcome = new SmtpCourier(server, FROM).mail(TO, Letters.waiting());

        assertThat(outcome.toString()).doesNotContain("wrong").contains("mail server");
        assertThat(server.toString()).doesNotContain("wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example, 587, STARTTLS",
        "smtp://localhost.evil.example:25, 25, STARTTLS",
        "smtp://127.0.0.1:25, 25, NONE",
        "smtp://localhost:25, 25, NONE",
        "smtp://[::1]:25, 25, NONE",
        "smtps://mail.example, 465, TLS",
        "smtps://127.0.0.1, 465, TLS"
    })
    void onlyAServerOnThisMachineIsSpokenToInTheClear(String url, int port, MailServer.Security security) {
        MailServer server = MailServer.of(Secret.of(url));

        assertThat(server.port()).isEqualTo(port);
        assertThat(server.security()).isEqualTo(security);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp://a%40b:p%3Aw+%C3%A4@mail.example"})
    void userAndPasswordAreDecoded(String url) {
        MailServer.Login login = MailServer.of(Secret.of(url)).login().orElseThrow();

        assertThat(login.user()).isEqualTo("a@b");
        assertThat(login.password().reveal()).isEqualTo("p:w+ä");
    }

    private static String part(Part mail, String type) throws Exception {
        if (mail.isMimeType(type)) {
            return mail.getContent().toString().replace("\r\n", "\n");
        }
        if (mail.getContent() instanceof MimeMultipart parts) {
            for (int at = 0; at < parts.getCount(); at++) {
                String found = part(parts.getBodyPart(at), type);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }
}
