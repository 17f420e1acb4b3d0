package botcreds.broker.notify;

import botcreds.broker.errands.BotCall;
import botcreds.broker.errands.Bulletin;
import botcreds.broker.errands.Courier;
import botcreds.broker.model.Visible;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;
import org.simplejavamail.mailer.internal.MailerRegularBuilderImpl;

/**
 * Hands mail to one server, a connection for each. SMTP cannot tell a lost answer from a lost mail, so a mail may come
 * twice, with the same Message-ID. Thread-safe.
 */
public final class SmtpCourier implements Courier {
    private static final int LONGEST_TROUBLE = 200;

    private final Mailer mailer;
    private final String from;

    /** @param from a plain address */
    public SmtpCourier(MailServer server, String from) {
        this(server, from, Optional.empty(), Duration.ofSeconds(15));
    }

    /**
     * The same for tests.
     *
     * @param tls     what to speak TLS with, if not what the JDK trusts
     * @param longest how long to wait for each answer
     */
    SmtpCourier(MailServer server, String from, Optional<SSLSocketFactory> tls, Duration longest) {
        this.mailer = mailer(server, tls, Math.toIntExact(longest.toMillis()));
        this.from = from;
    }

    private static Mailer mailer(MailServer server, Optional<SSLSocketFactory> tls, int longestMillis) {
        MailerRegularBuilderImpl builder = MailerBuilder.withSMTPServer(server.host(), server.port())
                .withSMTPServerUsername(
                        server.login().map(MailServer.Login::user).orElse(null))
                .withSMTPServerPassword(
                        server.login().map(login -> login.password().reveal()).orElse(null))
                .withTransportStrategy(
                        switch (server.security()) {
                            case TLS -> TransportStrategy.SMTPS;
                            case STARTTLS -> TransportStrategy.SMTP_TLS;
                            case NONE -> TransportStrategy.SMTP;
                        })
                .withSessionTimeout(longestMillis)
                .clearProxy()
                // The library trusts everybody unless it is told not to.
                .trustingAllHosts(false)
                .verifyingServerIdentity(true)
                // What one socket factory has refused is not to be tried with another.
                .withProperty("mail.smtp.socketFactory.fallback", "false")
                .withProperty("mail.smtps.socketFactory.fallback", "false")
                // The answer to the message itself counts, not the one to our good-bye.
                .withProperty("mail.smtp.quitwait", "false")
                .withProperty("mail.smtps.quitwait", "false");
        if (server.security() == MailServer.Security.NONE) {
            builder.withProperty("mail.smtp.starttls.enable", "false");
        }
        Mailer made = builder.buildMailer();
        tls.ifPresent(factory -> {
            Properties properties = made.getSession().getProperties();
            properties.put("mail.smtp.ssl.socketFactory", factory);
            properties.put("mail.smtps.ssl.socketFactory", factory);
        });
        return made;
    }

    @Override
    public BotCall.Outcome mail(String address, Bulletin bulletin) {
        try {
            mailer.sendMail(email(address, bulletin), false).join();
            return new BotCall.Taken();
        } catch (RuntimeException failed) {
            return refusal(failed)
                    .<BotCall.Outcome>map(
                            why -> new BotCall.Gone("the mail server takes nothing for this address: " + why))
                    .orElseGet(() -> BotCall.NotNow.away("mail server: " + trouble(failed)));
        }
    }

    private Email email(String address, Bulletin bulletin) {
        return EmailBuilder.startingBlank()
                .fixingMessageId(messageId(address, bulletin))
                .from("Bot Credential Broker", from)
                .to(address)
                .withSubject(MailWords.subject(bulletin))
                .withPlainText(MailWords.text(bulletin))
                .withHTMLText(MailPage.of(bulletin))
                // RFC 3834: no out-of-office answers to a machine.
                .withHeader("Auto-Submitted", "auto-generated")
                .buildEmail();
    }

    /** The same at every attempt, so that a second copy can be known as one. */
    private String messageId(String address, Bulletin bulletin) {
        byte[] hash = sha256(bulletin.id() + " " + address);
        return "<" + HexFormat.of().formatHex(hash, 0, 16) + from.substring(from.indexOf('@')) + ">";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /** What the server said when it knows for good that nobody has this address. */
    private static Optional<String> refusal(Throwable failed) {
        for (Throwable each = failed; each != null; each = next(each)) {
            if (each instanceof SMTPAddressFailedException refused
                    && refused.getReturnCode() >= 550
                    && refused.getReturnCode() <= 553) {
                return Optional.of(line(refused));
            }
        }
        return Optional.empty();
    }

    /** The innermost reason: the others only say that sending failed. */
    private static String trouble(Throwable failed) {
        Throwable last = failed;
        for (Throwable each = failed; each != null; each = next(each)) {
            last = each;
        }
        return line(last);
    }

    private static @Nullable Throwable next(Throwable from) {
        if (from instanceof MessagingException mail && mail.getNextException() != null) {
            return mail.getNextException();
        }
        return from.getCause();
    }

    private static String line(Throwable failed) {
        return Visible.line(failed.getClass().getSimpleName() + ", " + failed.getMessage(), LONGEST_TROUBLE);
    }
}
