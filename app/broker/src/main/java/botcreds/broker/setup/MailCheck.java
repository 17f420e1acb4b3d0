package botcreds.broker.setup;

import botcreds.broker.settings.MailSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Whether a mail server answers where mail is to go. Nothing is sent, and nobody signs in. */
final class MailCheck {
    private static final String ABOUT = "mail";
    private static final int PATIENCE_MILLIS = 5000;
    private static final int PORT = 587;
    private static final int TLS_PORT = 465;

    private MailCheck() {}

    static Finding of(MailSettings settings) {
        URI url;
        try {
            url = new URI(settings.smtpUrl().reveal());
        } catch (URISyntaxException notOne) {
            return Finding.fail(ABOUT, "BOTCREDS_SMTP_URL is no address", fix());
        }
        if (url.getHost() == null) {
            return Finding.fail(ABOUT, "BOTCREDS_SMTP_URL names no host", fix());
        }
        boolean tls = "smtps".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? TLS_PORT : PORT;
        String where = url.getHost() + ":" + port;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(url.getHost(), port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            String greeting = tls ? greeting(secured(plain, url.getHost(), port)) : greeting(plain);
            return greeting.startsWith("220")
                    ? Finding.ok(ABOUT, "a mail server answers at " + where)
                    : Finding.fail(ABOUT, "what answers at " + where + " is no mail server", fix());
        } catch (SSLException refused) {
            return Finding.fail(ABOUT, where + " has no TLS that can be trusted from its first byte on", fix());
        } catch (IOException away) {
            return Finding.fail(ABOUT, "no mail server answers at " + where + " within 5 s", fix());
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket =
                (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
        socket.startHandshake();
        return socket;
    }

    private static String greeting(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
    }

    private static String fix() {
        return "correct host and port in BOTCREDS_SMTP_URL: smtp:// with 587, or smtps:// with 465";
    }
}
