package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestState;
import botcreds.sandbox.github.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM, and what the process has open while it runs. */
final class StoppingIT {
    private static final Duration GRACE = Duration.ofSeconds(30);

    @TempDir
    Path parent;

    @Test
    @Tag("T-98")
    void whoWaitsIsToldToAskAgainAndTheMintUnderWayIsRecorded() throws Exception {
        try (Town town = new Town(parent)) {
            town.startBroker();
            town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
            List<Reply> pending = new ArrayList<>();
            List<CompletableFuture<Reply>> parked = new ArrayList<>();
            for (String repository : List.of("repo-b", "side", "new-project")) {
                Reply asked = town.machina
                        .request(Bot.ask("myorg/" + repository, "contents:write"))
                        .expect(202);
                pending.add(asked);
                parked.add(town.machina.polling(asked.requestId(), 50));
            }
            Awaitility.await()
                    .atMost(BrokerProcess.PATIENCE)
                    .until(() -> Double.parseDouble(town.metric("botcreds_parked_polls")) >= 3);
            long mints = town.gitHub.ledger().mintCount();
            town.gitHub.faults().arm(Fault.delay(Duration.ofSeconds(2)));
            CompletableFuture<Reply> minting = CompletableFuture.supplyAsync(() -> asking(town.machina));
            Awaitility.await()
                    .atMost(BrokerProcess.PATIENCE)
                    .until(() -> town.admin
                                    .send("GET", "/v1/audit?event=mint_started", "")
                                    .list("events")
                                    .size()
                            >= 2);

            town.broker().terminate();

            for (CompletableFuture<Reply> poll : parked) {
                Reply told = poll.get(60, TimeUnit.SECONDS).expect(503, "stopping");
                assertThat(told.retryAfter()).isEqualTo(Optional.of("1"));
            }
            assertThat(town.broker().awaitExit(GRACE)).isIn(0, 143);
            Reply issued = minting.get(60, TimeUnit.SECONDS).expect(200);
            assertThat(town.gitHub.ledger().mintCount()).isEqualTo(mints + 1);
            try (Records left = Records.leftIn(town.data())) {
                left.verifyAudit();
                assertThat(left.auditOf(issued.requestId()))
                        .anyMatch(row -> row.event().type() == AuditEvent.Type.CREDENTIAL_ISSUED);
                assertThat(pending)
                        .allMatch(asked -> left.request(asked.requestId())
                                .filter(request -> request.state() == RequestState.PENDING)
                                .isPresent());
            }
        }
    }

    private static Reply asking(Bot bot) {
        try {
            return bot.request(Bot.ask(List.of("myorg/repo-a"), "while it stops", "contents:write"));
        } catch (java.io.IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void theFolderThatTheBrokerMakesIsForItsOwnerAlone() throws Exception {
        try (Town town = new Town(parent)) {
            town.startBroker();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(town.data())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    @Tag("T-95")
    void onlyTheFourListenersAreOpen() throws Exception {
        try (Town town = new Town(parent)) {
            BrokerProcess broker = town.startBroker();
            town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
            Set<Integer> documented = Stream.of("api", "slack", "ops", "dashboard")
                    .map(name -> broker.listener(name).getPort())
                    .collect(Collectors.toSet());

            assertThat(Sockets.listeningOf(broker.pid())).isEqualTo(new TreeSet<>(documented));
        }
    }

    @Test
    @Tag("T-95")
    void nothingAnswersAtThePathsThatToolsTry() throws Exception {
        try (Town town = new Town(parent)) {
            BrokerProcess broker = town.startBroker();
            for (String listener : List.of("api", "slack", "ops", "dashboard")) {
                Bot visitor = new Bot("", () -> broker.listener(listener));
                for (String path : TRIED) {
                    Reply reply = visitor.send("GET", path, "");
                    assertThat(reply.status()).as("%s of %s", path, listener).isIn(400, 401, 404);
                    assertThat(reply.text())
                            .doesNotContainIgnoringCase("jetty")
                            .doesNotContainPattern(Pattern.compile("\\bat botcreds\\."));
                }
            }
        }
    }

    private static final List<String> TRIED = List.of(
            "/",
            "/index.html",
            "/h2-console",
            "/h2-console/login.do",
            "/console",
            "/actuator",
            "/actuator/env",
            "/actuator/heapdump",
            "/actuator/health",
            "/env",
            "/heapdump",
            "/threaddump",
            "/dump",
            "/trace",
            "/beans",
            "/mappings",
            "/configprops",
            "/jolokia",
            "/jmx",
            "/jmx-console",
            "/manager/html",
            "/admin",
            "/admin/",
            "/debug",
            "/debug/pprof",
            "/debug/vars",
            "/status",
            "/server-status",
            "/health",
            "/info",
            "/stats",
            "/swagger-ui.html",
            "/swagger-ui/",
            "/v2/api-docs",
            "/v3/api-docs",
            "/openapi.json",
            "/api",
            "/api/",
            "/graphql",
            "/.env",
            "/.git/config",
            "/.git/HEAD",
            "/WEB-INF/web.xml",
            "/META-INF/MANIFEST.MF",
            "/policy.yaml",
            "/data/",
            "/data/botcreds.mv.db",
            "/data/seal.key",
            "/seal.key",
            "/logs",
            "/log",
            "/robots.txt",
            "/favicon.ico",
            "/login",
            "/v1",
            "/v1/",
            "/v1/token/",
            "/v1/keys",
            "/v1/config",
            "/slack",
            "/slack/events/..;/",
            "/metrics/",
            "/livez/",
            "/%2e%2e/%2e%2e/etc/passwd");
}
