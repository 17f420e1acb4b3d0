package botcreds.broker.notify;

import botcreds.broker.errands.BotCall;
import botcreds.broker.model.CallbackRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
 * Calls bots and other receivers by Standard Webhooks 1.0.0, one connection for each call and nothing followed. A call ends after 15 seconds
 * however slowly the receiver answers, and of the answer no more than 4 KiB are read. Thread-safe.
 */
public final class WebhookCaller implements BotCall {
    private static final int MOST_ANSWER = 4096;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n");

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
        if (target.isEmpty()) {
            return new Gone("the settings do not allow to call it");
        }
        long now = clock.instant().getEpochSecond();
        Optional<String> signature = keys.sign(target.get().getHost(), id, now, body);
        if (signature.isEmpty()) {
            return new Gone("BOTCREDS_WEBHOOK_SECRET has no key for its host");
        }
        try {
            return outcome(answer(target.get(), request(target.get(), id, now, signature.get(), body)));
        } catch (IOException failed) {
            return NotNow.away("no answer: " + failed.getMessage());
        }
    }

    private String answer(URI url, byte[] request) throws IOException {
        Deadline deadline = new Deadline();
        ScheduledFuture<?> end = deadlines.schedule(deadline::pass, longest.toMillis(), TimeUnit.MILLISECONDS);
        try (Socket socket = connected(url, deadline)) {
            socket.setSoTimeout(Math.toIntExact(longest.toMillis()));
            Socket secured = sockets.secured(url, socket);
            secured.getOutputStream().write(request);
            secured.getOutputStream().flush();
            return head(secured.getInputStream());
        } finally {
            end.cancel(false);
        }
    }

    /** An address that nobody answers at, or that there is no way to, leaves time for the others. */
    private Socket connected(URI url, Deadline deadline) throws IOException {
        List<InetSocketAddress> addresses = sockets.addresses(url);
        int share = Math.toIntExact(longest.dividedBy(addresses.size()).toMillis());
        IOException last = new IOException("its host has no address");
        for (InetSocketAddress each : addresses) {
            Socket socket = CheckedSocket.unconnected();
            deadline.guard(socket);
            try {
                socket.connect(each, share);
                return socket;
            } catch (IOException unreachable) {
                socket.close();
                last = unreachable;
            }
        }
        throw last;
    }

    private static byte[] request(URI url, String id, long now, String signature, String body) {
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
                        "webhook-signature: " + signature,
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

    private Outcome outcome(String head) {
        Matcher status = STATUS.matcher(head);
        if (!status.lookingAt()) {
            return NotNow.away("its answer is not HTTP");
        }
        int code = Integer.parseInt(status.group(1));
        if (code == 410) {
            return new Gone("it answered 410");
        }
        if (code / 100 == 2) {
            return new Taken();
        }
        boolean away = code / 100 == 5 || code == 429;
        return new NotNow(RetryAfter.in(head, clock.instant()), "it answered " + code, away);
    }
}
