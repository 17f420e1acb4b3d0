package botcreds.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import botcreds.sandbox.slack.LedgerEntry.Direction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way to the broker: signed HTTP requests, or Socket Mode as soon as the broker holds a connection open, when Slack
 * too ignores the request URL. Thread-safe.
 */
final class BrokerLink {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Options options;
    private final Ledger ledger;
    private final SocketMode sockets;
    private volatile Optional<URI> eventsUrl;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    BrokerLink(Options options, Ledger ledger, SocketMode sockets) {
        this.options = options;
        this.ledger = ledger;
        this.sockets = sockets;
        this.eventsUrl = options.eventsUrl();
    }

    void eventsUrl(URI url) {
        eventsUrl = Optional.of(url);
    }

    Optional<URI> eventsUrl() {
        return eventsUrl;
    }

    boolean overSocket() {
        return sockets.connected();
    }

    Delivery interaction(ObjectNode payload) {
        String type = Json.text(payload, "type");
        return send(type, "interactive", payload, FORM, "payload=" + encoded(payload.toString()), Map.of());
    }

    Delivery command(ObjectNode fields) {
        return send("slash_command", "slash_commands", fields, FORM, form(fields), Map.of());
    }

    /** Sends an event; {@code retry} says how often it was sent before. */
    Delivery event(ObjectNode payload, int retry, String reason) {
        Map<String, String> headers = retry == 0
                ? Map.of()
                : Map.of("X-Slack-Retry-Num", Integer.toString(retry), "X-Slack-Retry-Reason", reason);
        return send("event_callback", "events_api", payload, "application/json", payload.toString(), headers);
    }

    /** Whatever the caller wants, signed for whatever time the caller wants. */
    Delivery signed(byte[] body, String contentType, String timestamp) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("X-Slack-Request-Timestamp", timestamp);
        headers.put("X-Slack-Signature", Signature.of(options.signingSecret(), timestamp, body));
        Delivery delivery = post(body, contentType, headers);
        record("signed", Json.object().put("body", new String(body, UTF_8)), delivery);
        return delivery;
    }

    private Delivery send(
            String name, String envelope, ObjectNode payload, String type, String body, Map<String, String> extra) {
        Delivery delivery;
        if (sockets.connected()) {
            delivery = sockets.deliver(envelope, payload, extra, options.ackWithin());
        } else {
            byte[] bytes = body.getBytes(UTF_8);
            String timestamp = Long.toString(options.clock().instant().getEpochSecond());
            Map<String, String> headers = new TreeMap<>(extra);
            headers.put("X-Slack-Request-Timestamp", timestamp);
            headers.put("X-Slack-Signature", Signature.of(options.signingSecret(), timestamp, bytes));
            delivery = post(bytes, type, headers);
        }
        record(name, payload, delivery);
        return delivery;
    }

    private Delivery post(byte[] body, String contentType, Map<String, String> headers) {
        Optional<URI> url = eventsUrl;
        if (url.isEmpty()) {
            return Delivery.failed("the sandbox does not know the broker's events URL yet, and no socket is open");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url.get())
                .timeout(options.ackWithin())
                .header("Content-Type", contentType)
                .header("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
            return new Delivery(response.statusCode(), response.body());
        } catch (HttpTimeoutException late) {
            return Delivery.failed("operation_timeout");
        } catch (ConnectException nobodyThere) {
            return Delivery.failed("dispatch_failed: nothing listens at " + url.get());
        } catch (IOException broken) {
            return Delivery.failed("dispatch_failed: " + broken);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Delivery.failed("the sandbox is closing");
        }
    }

    private void record(String name, JsonNode payload, Delivery delivery) {
        ledger.record(Direction.SENT, name, payload, delivery.status(), delivery.body());
    }

    private static String form(ObjectNode fields) {
        List<String> pairs = new ArrayList<>();
        fields.properties()
                .forEach(field -> pairs.add(
                        encoded(field.getKey()) + "=" + encoded(field.getValue().asText())));
        return String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
