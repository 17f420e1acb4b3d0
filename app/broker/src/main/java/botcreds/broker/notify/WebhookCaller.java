package botcreds.broker.notify;

import botcreds.broker.access.BotCall;
import botcreds.broker.model.CallbackRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/**
 * Calls bots by Standard Webhooks 1.0.0, one connection for each call and nothing followed. A call ends after 15 seconds
 * however slowly the receiver answers, and of the answer no more than 4 KiB are read. Thread-safe.
 */
public final class WebhookCaller implements BotCall {
    private static final int MOST_ANSWER = 4096;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n");
    private static final Pattern RETRY_AFTER = Pattern.compile("(?im)^retry-after:[ \t]*([0-9]{1,7})[ \t]*\r?$");

    private final WebhookKeys keys;
    private final CallbackRules rules;
    private final CheckedSocket sockets;
    private final InstantSource clock;
    private final Duration longest;
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "callback-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    public WebhookCaller(WebhookKeys keys, CallbackRules rules, InstantSource clock) {
        this(
                keys,
                rules,
                host -> List.of(InetAddress.getAllByName(host)),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                clock,
                Duration.ofSeconds(15));
    }

    WebhookCaller(
            WebhookKeys keys,
            CallbackRules rules,
            CheckedSocket.Resolver resolver,
            SSLSocketFactory tls,
            InstantSource clock,
            Duration longest) {
        this.keys = keys;
        this.rules = rules;
        this.sockets = new CheckedSocket(rules, resolver, tls);
        this.clock = clock;
        this.longest = longest;
        deadlines.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Outcome call(String id, String url, String body) {
        Optional<URI> target = rules.parse(url);
        if (keys.isEmpty() || target.isEmpty()) {
            return new Gone("the settings do not allow to call it");
        }
        try {
            return outcome(answer(target.get(), id, body));
        } catch (IOException failed) {
            return new NotNow(Optional.empty(), "no answer: " + failed.getMessage());
        }
    }

    private String answer(URI url, String id, String body) throws IOException {
        try (Socket socket = CheckedSocket.unconnected()) {
            ScheduledFuture<?> deadline =
                    deadlines.schedule(() -> abort(socket), longest.toMillis(), TimeUnit.MILLISECONDS);
            try {
                socket.connect(sockets.address(url), Math.toIntExact(longest.toMillis()));
                socket.setSoTimeout(Math.toIntExact(longest.toMillis()));
                Socket secured = sockets.secured(url, socket);
                secured.getOutputStream().write(request(url, id, body));
                secured.getOutputStream().flush();
                return head(secured.getInputStream());
            } finally {
                deadline.cancel(false);
            }
        }
    }

    private byte[] request(URI url, String id, String body) {
        long now = clock.instant().getEpochSecond();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String port = url.getPort() == -1 ? "" : ":" + url.getPort();
        return String.join(
                        "\r\n",
                        "POST " + path + query + " HTTP/1.1",
                        "Host: " + url.getHost() + port,
                        "User-Agent: botcreds",
                        "Content-Type: application/json",
                        "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length,
                        "webhook-id: " + id,
                        "webhook-timestamp: " + now,
                        "webhook-signature: " + keys.sign(id, now, body),
                        "Connection: close",
                        "",
                        body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Status line and headers; the body is of no interest and left unread. */
    private static String head(InputStream from) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] some = new byte[512];
        while (head.size() < MOST_ANSWER) {
            int read = from.read(some, 0, Math.min(some.length, MOST_ANSWER - head.size()));
            if (read < 0) {
                break;
            }
            head.write(some, 0, read);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                return text.substring(0, end + 2);
            }
        }
        throw new IOException("its answer has no end of headers within 4 KiB");
    }

    private static Outcome outcome(String head) {
        Matcher status = STATUS.matcher(head);
        if (!status.lookingAt()) {
            return new NotNow(Optional.empty(), "its answer is not HTTP");
        }
        int code = Integer.parseInt(status.group(1));
        if (code == 410) {
            return new Gone("it answered 410");
        }
        if (code / 100 == 2) {
            return new Taken();
        }
        Matcher retryAfter = RETRY_AFTER.matcher(head);
        return new NotNow(
                retryAfter.find()
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter.group(1))))
                        : Optional.empty(),
                "it answered " + code);
    }

    /** A socket that is closed lets go of whoever connects, writes or reads. */
    private static void abort(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Then nobody hangs on it.
            return;
        }
    }
}
