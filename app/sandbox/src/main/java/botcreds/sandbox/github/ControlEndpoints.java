package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sandbox's own switches below {@code /_sandbox}; no fault touches them and the ledger does not hold them. */
final class ControlEndpoints {
    static final String PREFIX = "/_sandbox/";

    private final Ledger ledger;
    private final Faults faults;
    private final SandboxClock clock;
    private final Tokens tokens;

    ControlEndpoints(Ledger ledger, Faults faults, SandboxClock clock, Tokens tokens) {
        this.ledger = ledger;
        this.faults = faults;
        this.clock = clock;
        this.tokens = tokens;
    }

    void addTo(Routes routes) {
        routes.add("GET", PREFIX + "ledger", call -> Answer.ok(ledgerJson()));
        routes.add("DELETE", PREFIX + "ledger", call -> {
            ledger.clear();
            return Answer.empty(204);
        });
        routes.add("POST", PREFIX + "faults", this::arm);
        routes.add("DELETE", PREFIX + "faults", call -> {
            faults.clear();
            return Answer.empty(204);
        });
        routes.add("POST", PREFIX + "clock", this::skew);
    }

    private ObjectNode ledgerJson() {
        ObjectNode json = Json.object()
                .put("now", clock.instant().toString())
                .put("mints", ledger.mintCount())
                .put("revocations", ledger.revocationCount())
                .put("live_tokens", tokens.live());
        ArrayNode entries = json.putArray("entries");
        ledger.entries().forEach(entry -> entries.add(entry.toJson()));
        return json;
    }

    /** Takes one fault or a list of them. */
    private Answer arm(Call call) {
        JsonNode body = Json.read(call.body());
        if (body == null) {
            return Refusals.notJson();
        }
        try {
            // All are read before one is armed, so that a bad list changes nothing.
            List<Fault> read = new ArrayList<>();
            for (JsonNode one : body.isArray() ? body : Json.array().add(body)) {
                read.add(FaultJson.read(one));
            }
            read.forEach(faults::arm);
            return Answer.empty(204);
        } catch (IllegalArgumentException e) {
            return Refusals.of(422, String.valueOf(e.getMessage()));
        }
    }

    private Answer skew(Call call) {
        JsonNode body = Json.read(call.body());
        if (body == null || !body.path("skew_ms").isIntegralNumber()) {
            return Refusals.of(422, "Send {\"skew_ms\": 60000} to put GitHub's clock a minute ahead");
        }
        clock.skew(Duration.ofMillis(body.path("skew_ms").asLong()));
        return Answer.empty(204);
    }
}
