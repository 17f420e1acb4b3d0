package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.BOB;
import static botcreds.sandbox.slack.Options.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.slack.Message;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code botcreds} command in a human's hands: signed in through Slack, deciding, and losing races honestly. */
final class CommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("/botcreds login ([A-Z]{4}-[A-Z]{4})");

    @TempDir
    static Path parent;

    private static Town town;
    private static Terminal alice;

    @BeforeAll
    static void openTheTown() throws Exception {
        town = new Town(parent);
        town.startBroker();
        alice = terminal();
        signIn(alice, ALICE).expect(0);
    }

    @AfterAll
    static void closeTheTown() {
        town.close();
    }

    @Test
    @Tag("T-96")
    void theTokenIsInOneFileThatOnlyItsOwnerMayRead() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(alice.tokens())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(alice.tokens().getParent())))
                .isEqualTo("rwx------");
        JsonNode me = JSON.readTree(alice.run("whoami", "-o", "json").expect(0).out());
        assertThat(me.path("id").asText()).isEqualTo(ALICE);
        assertThat(me.path("may_decide").asBoolean()).isTrue();
        assertThat(alice.run("pending", "--token", token(alice)).expect(2).err())
                .contains("Unknown option");
    }

    @Test
    @Tag("T-96")
    void aFileThatOthersMayReadIsRefused() throws Exception {
        Terminal careless = terminal();
        Files.createDirectories(careless.tokens().getParent());
        Files.copy(alice.tokens(), careless.tokens());
        Files.setPosixFilePermissions(careless.tokens(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(careless.run("pending").expect(1).err())
                .contains("only you may read")
                .contains("/botcreds logout")
                .doesNotContain("bch_");
        Files.delete(careless.tokens());
        Files.createSymbolicLink(careless.tokens(), alice.tokens());
        assertThat(careless.run("pending").expect(1).err()).contains("only you may read");
    }

    @Test
    @Tag("T-96")
    void afterLogoutACopyOfTheTokenIsWorthNothing() throws Exception {
        Terminal bob = terminal();
        signIn(bob, BOB).expect(0);
        Terminal thief = terminal();
        thief.environment.put("BOTCREDS_TOKEN", token(bob));
        thief.run("whoami").expect(0);

        assertThat(bob.run("logout").expect(0).err()).contains("1 token is dead");

        assertThat(thief.run("whoami").expect(4).err()).contains("botcreds login");
        assertThat(bob.run("pending").expect(4).err()).contains("not signed in");
        assertThat(Files.readString(bob.tokens())).doesNotContain("bch_");
    }

    @Test
    void aNoInSlackEndsTheWaiting() throws Exception {
        Terminal bob = terminal();
        try (Terminal.Running login = bob.start("login")) {
            clickOnPage(BOB, question(BOB, code(login)), "login_no");
            assertThat(login.await().expect(5).err()).contains("said no");
        }
        assertThat(Files.exists(bob.tokens())).isFalse();
    }

    @Test
    void approvingInTheTerminalIsThatSlackUsersDecision() throws Exception {
        Reply pending =
                town.other.request(Bot.ask("myorg/repo-b", "contents:write")).expect(202);
        Message card = town.card(pending, "request_approve");

        Terminal.Ran ran =
                alice.run("approve", "#" + pending.shortId(), "-o", "json").expect(0);

        assertThat(JSON.readTree(ran.out()).path("result").asText()).isEqualTo("approved");
        assertThat(ran.err()).contains("Approved #" + pending.shortId());
        assertThat(town.cardShowing(card, "✅ Approved").shown()).contains("<@" + ALICE + ">");
        town.other.poll(pending.requestId(), 50).expect(200);
        assertThat(alice.run("log", "--since=1h", "--event=approval_granted", "-o", "json")
                        .expect(0)
                        .out())
                .contains("\"actor\": \"" + ALICE + "\"")
                .contains(pending.requestId());
    }

    @Test
    void aDenyTellsTheBotWhy() throws Exception {
        Reply pending =
                town.other.request(Bot.ask("myorg/side", "issues:write")).expect(202);
        alice.run("deny", pending.shortId(), "--reason=use the fork").expect(0);
        assertThat(town.other
                        .poll(pending.requestId(), 0)
                        .expect(403, "approval_denied")
                        .text())
                .contains("use the fork");
    }

    @Test
    @Tag("T-20")
    void ofSlackCommandAndApiOneDecidesAndTheOthersAreToldWho() throws Exception {
        for (String verb : List.of("approve", "deny", "approve")) {
            Reply pending = town.other
                    .request(Bot.ask("myorg/repo-a", "contents:read", "actions:read"))
                    .expect(202);
            Message card = town.card(pending, "request_approve");
            CompletableFuture<Terminal.Ran> command =
                    CompletableFuture.supplyAsync(() -> alice.run(verb, pending.shortId()));
            CompletableFuture<Reply> api =
                    CompletableFuture.supplyAsync(() -> send("/v1/requests/" + pending.requestId() + "/" + verb));
            if (verb.equals("approve")) {
                town.slack.click(BOB, card.ts(), "request_approve");
            } else {
                town.types(BOB, "deny " + pending.shortId());
            }

            List<String> winners = new ArrayList<>();
            if (command.join().code() == 0) {
                winners.add(ALICE);
            } else {
                assertThat(command.join().expect(1).err()).containsIgnoringCase("already");
            }
            if (api.join().status() == 200) {
                winners.add("admin");
            } else {
                assertThat(api.join().expect(409, "already_decided").text()).containsIgnoringCase("already");
            }
            String event = verb.equals("approve") ? "approval_granted" : "approval_denied";
            List<String> rows = deciders(event, pending.requestId());
            assertThat(rows).as("%s: one row", verb).hasSize(1);
            if (winners.isEmpty()) {
                assertThat(rows).containsExactly(BOB);
            } else {
                assertThat(rows).isEqualTo(winners);
                town.whisper(BOB, "lready");
            }
            town.other.send("DELETE", "/v1/token/" + pending.requestId(), "");
        }
    }

    @Test
    void aPipeGetsFullIdsAndTimesOfTheClock() throws Exception {
        Reply pending = town.other
                .request(Bot.ask("myorg/new-project", "pull_requests:write"))
                .expect(202);
        String[] cells = alice.run("pending", "--bot=other-bot")
                .expect(0)
                .out()
                .lines()
                .filter(line -> line.startsWith(pending.requestId()))
                .findFirst()
                .orElseThrow()
                .split("\t", -1);
        assertThat(cells[1]).isEqualTo("other-bot");
        assertThat(Instant.parse(cells[5])).isBefore(Instant.parse(cells[6]));
        assertThat(alice.run("pending", "-o", "ids").expect(0).out()).contains(pending.requestId() + "\n");
        assertThat(alice.run("pending", "-o", "yaml").expect(0).out())
                .contains("request_id: \"" + pending.requestId() + "\"");
        town.other.send("DELETE", "/v1/token/" + pending.requestId(), "");
    }

    @Test
    void allOfABotIsListedFirstAndNothingIsDoneWhereNobodyCanBeAsked() throws Exception {
        Reply one =
                town.machina.request(Bot.ask("myorg/side", "contents:write")).expect(202);
        Reply two = town.machina.request(Bot.ask("myorg/side", "issues:read")).expect(202);

        Terminal.Ran unasked =
                alice.run("approve", "--bot=machina-bot", "--all").expect(2);
        assertThat(unasked.err())
                .contains(one.shortId())
                .contains(two.shortId())
                .contains("Add --yes");
        assertThat(alice.run("approve", "--bot=machina-bot", "--all", "--dry-run", "-o", "ids")
                        .expect(0)
                        .out())
                .contains(one.shortId());
        town.machina.poll(one.requestId(), 0).expect(202);

        alice.run("approve", "--bot=machina-bot", "--all", "--yes").expect(0);
        town.machina.poll(one.requestId(), 50).expect(200);
        town.machina.poll(two.requestId(), 50).expect(200);

        long before = town.gitHub.ledger().revocationCount();
        alice.run("revoke", "--repo=myorg/side", "--yes").expect(0);
        town.machina.poll(one.requestId(), 0).expect(410, "revoked");
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.gitHub.ledger().revocationCount() >= before + 2);
    }

    @Test
    void theExitCodesSayWhatCameOfIt() throws Exception {
        assertThat(alice.run("aprove", "a3f2").expect(2).err())
                .contains("Did you mean")
                .contains("approve");
        assertThat(alice.run("approve").expect(2).err()).contains("Name one request");
        assertThat(alice.run("approve", "ffff").expect(3).err()).containsIgnoringCase("no request");
        alice.run("can", "machina-bot", "myorg/repo-a", "contents:write").expect(0);
        assertThat(alice.run("can", "machina-bot", "myorg/infrastructure", "contents:read")
                        .expect(5)
                        .out())
                .contains("deny");
        Terminal lost = terminal();
        lost.environment.put("BOTCREDS_URL", "http://127.0.0.1:" + Town.freePort());
        lost.environment.put("BOTCREDS_TOKEN", "bch_x");
        assertThat(lost.run("pending").expect(7).err()).contains("gave no answer");
        assertThat(terminal().run("pending").expect(4).err()).contains("botcreds login");
        assertThat(alice.run("help", "exit-codes").expect(0).out()).contains("130");
    }

    @Test
    void aNewKeyIsPrintedOnceAndAloneForWhoMayHaveIt() throws Exception {
        assertThat(alice.run("keys", "rotate", "other-bot", "--yes").expect(4).out())
                .isEmpty();
        Terminal admin = terminal();
        admin.environment.put("BOTCREDS_TOKEN", Town.ADMIN_TOKEN);
        String key = admin.run("keys", "rotate", "other-bot", "--yes")
                .expect(0)
                .out()
                .strip();
        assertThat(key).matches("bcb_[0-9A-Za-z]{49}");
        Bot renewed = new Bot(key, () -> town.broker().listener("api"));
        assertThat(renewed.send("GET", "/v1/whoami", "").expect(200).text()).contains("other-bot");
        assertThat(alice.run("log", "--event=key_rotated", "-o", "json")
                        .expect(0)
                        .out())
                .contains("other-bot")
                .doesNotContain(key);
    }

    @Test
    void whereNobodyIsSignedInWhoamiTellsTheBot() throws Exception {
        Terminal bot = terminal();
        bot.environment.put("BOTCREDS_API_KEY", Town.OTHER_KEY);
        assertThat(bot.run("whoami").expect(0).out()).startsWith("other-bot\t");
    }

    @Test
    void aPolicyIsCheckedBeforeItCountsAndRulesAndFiguresAreShown() throws Exception {
        String file = town.policy().toString();
        alice.run("policy", "check", file).expect(0);
        assertThat(alice.run(
                                "policy",
                                "check",
                                file,
                                "--bot=machina-bot",
                                "--repo=myorg/infrastructure",
                                "--need=contents:read")
                        .expect(5)
                        .out())
                .contains("deny");
        Path typo = Files.writeString(
                parent.resolve("typo.yaml"), Files.readString(town.policy()).replace("auto_approve", "auto_aprove"));
        assertThat(alice.run("policy", "check", typo.toString()).expect(5).out())
                .contains("unknown_key")
                .contains("auto_approve");
        assertThat(alice.run("rules", "--bot=machina-bot").expect(0).out()).contains("myorg/infrastructure");
        assertThat(alice.run("stats", "-o", "json").expect(0).out()).contains("\"logged_in\"");
        assertThat(alice.run("bots", "-o", "ids").expect(0).out()).contains("machina-bot\n");
    }

    @Test
    @Tag("T-11")
    void whoIsNoApproverIsSignedInAndDecidesNothing() throws Exception {
        Terminal carol = terminal();
        signIn(carol, CAROL).expect(0);
        Reply pending =
                town.other.request(Bot.ask("myorg/side", "actions:read")).expect(202);
        assertThat(carol.run("pending").expect(4).out()).isEmpty();
        assertThat(carol.run("approve", pending.shortId()).expect(4).err()).contains("not an approver");
        town.other.poll(pending.requestId(), 0).expect(202);
        town.other.send("DELETE", "/v1/token/" + pending.requestId(), "");
    }

    private static Terminal terminal() {
        return new Terminal(parent, () -> town.broker().listener("api"));
    }

    private static Terminal.Ran signIn(Terminal terminal, String user) throws Exception {
        try (Terminal.Running login = terminal.start("login")) {
            Message question = question(user, code(login));
            assertThat(question.shown()).contains("not checked").contains("127.0.0.1");
            clickOnPage(user, question, "login_yes");
            Terminal.Ran ran = login.await();
            assertThat(login.commandLine()).doesNotContain("bch_");
            assertThat(ran.out() + ran.err()).doesNotContain("bch_").doesNotContain("bcd_");
            return ran;
        }
    }

    private static String code(Terminal.Running login) {
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> CODE.matcher(login.errSoFar()).find());
        Matcher code = CODE.matcher(login.errSoFar());
        assertThat(code.find()).isTrue();
        return code.group(1);
    }

    private static Message question(String user, String code) {
        town.types(user, "login " + code);
        return town.slack.awaitMessage(
                message -> message.onlyFor().equals(Optional.of(user)) && message.offers("login_yes"),
                BrokerProcess.PATIENCE);
    }

    /** As somebody does who looks at the sandbox's page. */
    private static void clickOnPage(String user, Message message, String action) throws Exception {
        ObjectNode click = JSON.createObjectNode()
                .put("as", user)
                .put("message", message.ts())
                .put("action_id", action);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(town.slack.origin() + "/_sandbox/click"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(click.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"ok\":true");
    }

    private static String token(Terminal terminal) throws Exception {
        JsonNode kept = JSON.readTree(Files.readString(terminal.tokens()));
        return kept.path("brokers").iterator().next().path("token").asText();
    }

    private static Reply send(String path) {
        try {
            return town.admin.send("POST", path, "");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static List<String> deciders(String event, String requestId) throws Exception {
        List<String> actors = new ArrayList<>();
        for (JsonNode row :
                town.admin.send("GET", "/v1/audit?event=" + event, "").body().path("events")) {
            if (row.path("request_id").asText().equals(requestId)) {
                actors.add(row.path("actor").asText());
            }
        }
        return actors;
    }
}
