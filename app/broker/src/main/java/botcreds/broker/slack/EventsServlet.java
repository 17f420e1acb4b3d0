package botcreds.broker.slack;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way from the network to Bolt. Bolt's own servlet parses before it verifies, accepts any timestamp of the future,
 * knows no replay and no limit; so it is kept in here, mounted nowhere, and gets only what has passed. Thread-safe.
 */
final class EventsServlet extends HttpServlet {
    /** The longest body read; Slack's own are a tenth of it. In bytes. */
    static final int MOST_BYTES = 256 * 1024;

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(EventsServlet.class);

    private final transient SlackSignature signature;
    private final transient ReplayTable replays;
    private final transient AuthFailures failures;
    private final transient Supplier<? extends Servlet> bolt;

    EventsServlet(
            SlackSignature signature, ReplayTable replays, AuthFailures failures, Supplier<? extends Servlet> bolt) {
        this.signature = signature;
        this.replays = replays;
        this.failures = failures;
        this.bolt = bolt;
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
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        takeIn(request, response, body);
    }

    private void takeIn(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        List<String> timestamps = Collections.list(request.getHeaders("X-Slack-Request-Timestamp"));
        List<String> signatures = Collections.list(request.getHeaders("X-Slack-Signature"));
        if (timestamps.size() != 1 || signatures.size() != 1) {
            refuse(request, response, "signature or timestamp is missing or there twice");
            return;
        }
        if (!signature.proves(timestamps.get(0), signatures.get(0), body)) {
            refuse(request, response, "wrong signature or a timestamp more than five minutes off");
            return;
        }
        switch (replays.enter(signatures.get(0))) {
            case NEW -> passOn(new VerifiedRequest(request, body), response);
            case SEEN -> response.setStatus(HttpServletResponse.SC_OK);
            case FULL -> response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, String why) {
        failures.record(why, request.getRemoteAddr());
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }

    private void passOn(HttpServletRequest verified, HttpServletResponse response) throws IOException {
        try {
            bolt.get().service(verified, response);
        } catch (IOException connection) {
            throw connection;
        } catch (Exception | StackOverflowError unreadable) {
            // Bolt parses outside its own try block; what it says may quote the body.
            LOG.warn(
                    "a signed request could not be read: {}",
                    unreadable.getClass().getName());
            if (!response.isCommitted()) {
                response.reset();
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            }
        }
    }
}
