package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** An event as one line of JSON and back. The same event always gives the same bytes, all of them ASCII. */
final class AuditJson {
    private static final List<String> FIRST_KEYS =
            List.of("approval", "token_id", "expires_at", "client_ip", "reason", "actor", "rule", "policy_hash");
    private static final Set<String> KEYS_OF_THE_CHAIN =
            Set.of("timestamp", "event", "seq", "prev_hash", "hash", "repos");
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Prefixes of what GitHub, Slack and we hand out; new tokens of GitHub's are long and hold dots. */
    private static final Pattern SECRETS =
            Pattern.compile("(?:gh[a-z]_|github_pat_|xox[a-z]-|xapp-|bc[bhd]_|whsec_)[A-Za-z0-9._/+=-]{16,}");

    /** Escaping what is not ASCII keeps what is hashed out of reach of any database's encoding. */
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private AuditJson() {}

    /** What the head of a line says about the event, and the words the log can be searched by. */
    static Optional<String> bot(AuditEvent event) {
        return event.bot()
                .map(BotId::value)
                .or(() -> Optional.ofNullable(event.detail().get("bot")));
    }

    static Optional<String> request(AuditEvent event) {
        return event.request()
                .map(RequestId::value)
                .or(() -> Optional.ofNullable(event.detail().get("request_id")));
    }

    /** Refuses fields that only the chain may write. */
    static void refuseForgery(AuditEvent event) {
        for (String key : event.detail().keySet()) {
            if (KEYS_OF_THE_CHAIN.contains(key)) {
                throw new IllegalArgumentException("an audit event cannot bring its own " + key);
            }
        }
    }

    static String write(AuditEvent event, long seq, Instant at, String prevHash) {
        Map<String, String> rest = new LinkedHashMap<>(event.detail());
        StringWriter line = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("timestamp", MICROS.format(at));
            json.writeStringField("event", event.type().word());
            writeIfAny(json, "bot", bot(event));
            rest.remove("bot");
            writeRepositories(json, rest.remove("repo"));
            writeWords(json, "permissions", rest.remove("permissions"));
            for (String key : FIRST_KEYS) {
                writeIfAny(json, key, Optional.ofNullable(rest.remove(key)));
            }
            writeIfAny(json, "request_id", request(event));
            rest.remove("request_id");
            for (Map.Entry<String, String> other : rest.entrySet()) {
                writeIfAny(json, other.getKey(), Optional.of(other.getValue()));
            }
            json.writeNumberField("seq", seq);
            json.writeStringField("prev_hash", prevHash);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.toString();
    }

    /** Reads a line that {@link #write} wrote. */
    static AuditEvent.Recorded read(String line, long seq, Instant at, String hash) {
        JsonNode json = tree(line);
        SortedMap<String, String> detail = new TreeMap<>();
        json.properties().forEach(field -> {
            if (!KEYS_OF_THE_CHAIN.contains(field.getKey())) {
                detail.put(field.getKey(), text(field.getValue()));
            }
        });
        if (json.has("repos")) {
            detail.put("repo", text(json.get("repos")));
        }
        Optional<BotId> bot = Optional.ofNullable(detail.remove("bot")).map(BotId::new);
        Optional<RequestId> request =
                Optional.ofNullable(detail.remove("request_id")).map(RequestId::new);
        AuditEvent.Type type = AuditEvent.Type.of(json.path("event").asText());
        return new AuditEvent.Recorded(
                seq,
                at,
                new AuditEvent(type, bot, request, detail),
                line,
                json.path("prev_hash").asText(),
                hash);
    }

    static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a row of the audit log is not JSON; run the audit check", broken);
        }
    }

    static String timestamp(Instant at) {
        return MICROS.format(at);
    }

    private static void writeRepositories(JsonGenerator json, @org.jspecify.annotations.Nullable String names)
            throws IOException {
        if (names != null && names.indexOf(' ') >= 0) {
            writeWords(json, "repos", names);
        } else {
            writeIfAny(json, "repo", Optional.ofNullable(names));
        }
    }

    private static void writeWords(JsonGenerator json, String key, @org.jspecify.annotations.Nullable String words)
            throws IOException {
        if (words == null) {
            return;
        }
        json.writeArrayFieldStart(key);
        for (String word : words.split(" ", -1)) {
            json.writeString(word);
        }
        json.writeEndArray();
    }

    private static void writeIfAny(JsonGenerator json, String key, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            // Bots and humans write reasons; a token pasted into one must not stay here for ever.
            json.writeStringField(key, SECRETS.matcher(text.get()).replaceAll("[REDACTED]"));
        }
    }

    private static String text(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        StringBuilder words = new StringBuilder();
        value.forEach(word -> words.append(words.isEmpty() ? "" : " ").append(word.asText()));
        return words.toString();
    }
}
