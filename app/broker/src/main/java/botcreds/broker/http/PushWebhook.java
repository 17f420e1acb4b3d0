package botcreds.broker.http;

import botcreds.broker.model.Secret;
import botcreds.broker.pushes.Push;
import botcreds.broker.pushes.Pushes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /github/webhook}: verifies that GitHub signed exactly these bytes, takes pushes in, and says yes to everything else that
 * is signed. It answers before anything is judged, because GitHub waits ten seconds and does not ask twice. Thread-safe.
 */
public final class PushWebhook extends HttpServlet {
    /** A push of the 2,048 commits that GitHub lists, with messages of 2 KiB each. In bytes. */
    public static final int MOST_BYTES = 5 * 1024 * 1024;

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PushWebhook.class);
    /** Whoever cannot sign may still send bodies; this bounds the memory they take. */
    private static final int MOST_AT_ONCE = 8;

    private final transient GitHubSignature signature;
    private final transient Consumer<Push> pushes;
    private final transient Semaphore room = new Semaphore(MOST_AT_ONCE);

    /** @param secret the one set in the App's webhook settings */
    public PushWebhook(Secret secret, Pushes pushes) {
        this.signature = new GitHubSignature(secret);
        this.pushes = pushes::receive;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        if (!"POST".equals(request.getMethod())) {
            response.setHeader("Allow", "POST");
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        if (request.getContentLengthLong() > MOST_BYTES) {
            LOG.warn("a webhook of {} bytes was refused; its push was not looked at", request.getContentLengthLong());
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        if (!room.tryAcquire()) {
            response.setHeader("Retry-After", "1");
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        try {
            byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
            response.setStatus(
                    body.length > MOST_BYTES ? HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE : takeIn(request, body));
        } finally {
            room.release();
        }
    }

    private int takeIn(HttpServletRequest request, byte[] body) {
        Optional<String> signed = only(request, "X-Hub-Signature-256");
        if (signed.isEmpty() || !signature.proves(signed.get(), body)) {
            LOG.warn("a webhook without GitHub's signature came from {}", request.getRemoteAddr());
            return HttpServletResponse.SC_UNAUTHORIZED;
        }
        if (!only(request, "X-GitHub-Event").equals(Optional.of("push"))) {
            return HttpServletResponse.SC_NO_CONTENT;
        }
        Optional<Push> push = only(request, "X-GitHub-Delivery").flatMap(delivery -> PushPayload.read(delivery, body));
        if (push.isEmpty()) {
            LOG.warn("a signed push could not be read");
            return HttpServletResponse.SC_BAD_REQUEST;
        }
        try {
            pushes.accept(push.get());
            return HttpServletResponse.SC_ACCEPTED;
        } catch (RuntimeException notDurable) {
            LOG.error("a push could not be recorded; GitHub lists its delivery as failed", notDurable);
            return HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        }
    }

    private static Optional<String> only(HttpServletRequest request, String header) {
        List<String> values = Collections.list(request.getHeaders(header));
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
