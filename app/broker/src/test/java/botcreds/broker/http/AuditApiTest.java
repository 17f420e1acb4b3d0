package botcreds.broker.http;

import static botcreds.broker.http.ApiServer.ADMIN;
import static botcreds.broker.http.ApiServer.MACHINA;
import static botcreds.broker.http.ApiServer.ask;
import static botcreds.broker.http.ApiServer.code;
import static botcreds.broker.http.ApiServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditAnchor;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.store.AuditFile;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log over HTTP: followed, verified and exported; each answer is held against the description too. */
class AuditApiTest {
    @TempDir
    Path directory;

    private ApiServer api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiServer(directory);
        for (int asked = 0; asked < 5; asked++) {
            api.send(api.post(MACHINA, "/v1/token", ask("myorg/infrastructure", "contents:read")));
        }
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void whoeverFollowsTheLogGetsEachRowOnceInOrder() throws Exception {
        long end = api.house.store.auditHead().seq();
        List<Long> seen = new ArrayList<>();
        long last = 0;
        while (last < end) {
            JsonNode page = json(get("/v1/audit?limit=2&after=" + last));
            for (JsonNode row : page.get("events")) {
                seen.add(row.get("seq").asLong());
            }
            last = seen.get(seen.size() - 1);
            assertThat(page.has("next_after")).isEqualTo(page.get("events").size() == 2);
        }
        assertThat(seen).hasSize((int) end).isSorted().doesNotHaveDuplicates();
        assertThat(json(get("/v1/audit?after=" + end)).get("events")).isEmpty();
        assertThat(json(get("/v1/audit?after=0&bot=nobody")).get("events")).isEmpty();
        assertThat(code(get("/v1/audit?after=-1"))).isEqualTo("invalid_request");
    }

    @Test
    @Tag("T-87")
    void theLogIsVerifiedAndComparedWithAnAnchor() throws Exception {
        AuditAnchor head = api.house.store.auditHead();
        JsonNode found = json(get("/v1/audit/verify?anchor=" + head));
        assertThat(found.get("fits").asBoolean()).isTrue();
        assertThat(found.get("ended").asBoolean()).isTrue();
        assertThat(found.get("verified").asText()).isEqualTo(head.toString());

        JsonNode missing = json(get("/v1/audit/verify?anchor=" + new AuditAnchor(head.seq() + 3, head.hash())));
        assertThat(missing.get("fits").asBoolean()).isFalse();
        assertThat(missing.get("row").asLong()).isEqualTo(head.seq() + 1);
        JsonNode other = json(get("/v1/audit/verify?after=" + new AuditAnchor(2, "0".repeat(64))));
        assertThat(other.get("row").asLong()).isEqualTo(2);
        assertThat(code(get("/v1/audit/verify?anchor=7"))).isEqualTo("invalid_request");
        assertThat(api.send(api.as(MACHINA, "/v1/audit/verify").GET().build()).statusCode())
                .isEqualTo(401);
    }

    @Test
    @Tag("T-87")
    void anExportIsVerifiedWithoutTheBroker() throws Exception {
        StringBuilder file = new StringBuilder();
        json(get("/v1/audit/export?since=1h"))
                .get("lines")
                .forEach(line -> file.append(line.asText()).append('\n'));

        AuditFile.Sound sound = AuditFile.verify(new BufferedReader(new StringReader(file.toString())), List.of());

        assertThat(sound.first()).isEqualTo(1);
        assertThat(sound.last()).isEqualTo(api.house.store.auditHead());
        assertThat(json(get("/v1/audit/export?after=" + sound.last().seq())).get("lines"))
                .isEmpty();
        assertThat(api.send(api.as(MACHINA, "/v1/audit/export").GET().build()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSearchForTwoWordsThatHardlyMeetStopsAndSaysWhereToGoOn() throws Exception {
        long first = api.house.store.auditHead().seq();
        for (int thousand = 0; thousand < 21; thousand++) {
            api.house.store.writeNow(tx -> {
                for (int row = 0; row < 500; row++) {
                    tx.audit().append(event("machina-bot", AuditEvent.Type.CREDENTIAL_ISSUED));
                    tx.audit().append(event("slop-bot", AuditEvent.Type.CREDENTIAL_DENIED));
                }
                return true;
            });
        }
        String both = "&bot=machina-bot&event=credential_denied";
        JsonNode newest = json(get("/v1/audit?limit=5" + both));
        assertThat(newest.get("events")).isEmpty();
        assertThat(newest.get("next_before").asLong()).isEqualTo(first + 1_001);
        assertThat(newest.get("searched_to").asText()).endsWith("Z");

        JsonNode rest = json(get("/v1/audit?limit=100" + both + "&before=" + (first + 1_001)));
        assertThat(rest.get("events")).hasSize(5);
        assertThat(rest.has("next_before") || rest.has("searched_to")).isFalse();

        JsonNode upwards = json(get("/v1/audit?limit=5" + both + "&after=" + first));
        assertThat(upwards.get("events")).isEmpty();
        assertThat(upwards.get("next_after").asLong()).isEqualTo(first + 20_000);
        assertThat(upwards.has("searched_to")).isTrue();
        JsonNode one = json(get("/v1/audit?limit=5&bot=machina-bot&after=" + (first + 20_998)));
        assertThat(one.get("events")).hasSize(1);
        assertThat(one.has("searched_to")).isFalse();
    }

    private static AuditEvent event(String bot, AuditEvent.Type type) {
        return new AuditEvent(type, Optional.of(new BotId(bot)), Optional.empty(), new TreeMap<>());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return api.send(api.as(ADMIN, path).GET().build());
    }
}
