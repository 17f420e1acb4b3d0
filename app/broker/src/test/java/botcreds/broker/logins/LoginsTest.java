package botcreds.broker.logins;

import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.access.LogQuery;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.model.RandomIds;
import botcreds.broker.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    private static final String FROM = "192.0.2.7";

    private final AtomicLong nanos = new AtomicLong();
    private House house;
    private Logins logins;
    private LoginAnswers answers;
    private TokenHolders holders;

    @BeforeEach
    void open(@TempDir Path directory) {
        house = new House(directory);
        holders = new TokenHolders(house.store, house.policyFile, nanos::get);
        logins = new Logins(house.store, new RandomIds(house.clock), new LoginSecrets(), holders);
        answers = new LoginAnswers(house.store, holders, nanos::get);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theCodeIsReadHoweverItIsTyped() {
        for (String written : List.of("%s", "%s ", " #%s!")) {
            Logins.Begun begun = begin();
            String code = written.formatted(
                    begun.userCode().toLowerCase(java.util.Locale.ROOT).replace("-", " \u2013"));
            assertThat(answers.typed(code, ALICE).question()).isPresent();
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        }
        assertThat(answers.typed("hello", ALICE).text())
                .contains("eight letters")
                .contains("botcreds login");
    }

    @Test
    void theQuestionSaysWhatTheTerminalSaysAndWhereItIs() {
        LoginQuestion question = ask(begin(), ALICE);
        assertThat(question.host()).isEqualTo("laptop");
        assertThat(question.osUser()).isEqualTo("alice");
        assertThat(question.clientIp()).isEqualTo(FROM);
    }

    @Test
    void onlyWhoTypedTheCodeCanAnswer() {
        Logins.Begun begun = begin();
        LoginQuestion question = ask(begun, ALICE);
        assertThat(answers.typed(begun.userCode(), BOB).text()).contains("Somebody else has typed");
        assertThat(answers.answered(question.id(), BOB, true).good()).isFalse();
        assertThat(collect(begun).code()).isEqualTo(SignIn.Code.PENDING);
        assertThat(log()).singleElement().asString().contains(BOB.id()).contains("login_refused");
    }

    @Test
    void ofManyTerminalsWithTheSameCodeOneGetsTheToken() {
        Logins.Begun begun = begin();
        answers.answered(ask(begun, ALICE).id(), ALICE, true);
        List<CompletableFuture<SignIn>> all = IntStream.range(0, 20)
                .mapToObj(each -> CompletableFuture.supplyAsync(() -> collect(begun)))
                .toList();
        assertThat(all.stream()
                        .map(CompletableFuture::join)
                        .filter(each -> each.token().isPresent()))
                .hasSize(1);
    }

    @Test
    void twoAnswersAtOnceHaveOneWinner() {
        LoginQuestion question = ask(begin(), ALICE);
        List<CompletableFuture<LoginReply>> all = IntStream.range(0, 20)
                .mapToObj(each ->
                        CompletableFuture.supplyAsync(() -> answers.answered(question.id(), ALICE, each % 2 == 0)))
                .toList();
        assertThat(all.stream().map(CompletableFuture::join).filter(LoginReply::good))
                .hasSize(1);
    }

    @Test
    @Tag("T-60")
    void whoGuessesIsStoppedAndIsInTheLog() {
        Logins.Begun begun = begin();
        for (int at = 0; at < 5; at++) {
            assertThat(answers.typed("bbbb-bbb" + "bcdfg".charAt(at), BOB).text())
                    .contains("No terminal waits");
        }
        assertThat(answers.typed(begun.userCode(), BOB).text()).contains("Too many codes");
        assertThat(answers.typed(begun.userCode(), ALICE).question()).isPresent();
        assertThat(log()).hasSize(5).allSatisfy(row -> assertThat(row).contains("login_refused"));
    }

    @Test
    @Tag("T-60")
    void noMoreCodesLiveAtOnceThanGuessingAllows() {
        for (int at = 0; at < 200; at++) {
            begin();
        }
        assertThat(logins.begin("laptop", "alice", FROM)).isEmpty();
        house.clock.advance(Duration.ofMinutes(10));
        assertThat(logins.begin("laptop", "alice", FROM)).isPresent();
    }

    @Test
    @Tag("T-96")
    void aTokenHas256RandomBitsAndAChecksumAndIsKeptByItsHashAlone() {
        LoginSecrets secrets = new LoginSecrets();
        Set<String> seen = new HashSet<>();
        for (int at = 0; at < 1000; at++) {
            String token = secrets.token().text().reveal();
            assertThat(token).matches("bch_[0-9A-Za-z]{49}");
            assertThat(seen.add(token.substring(4, 47))).isTrue();
        }
        Secret token = signIn(ALICE);
        assertThat(house.store.<Boolean>read(tx -> tx.humanTokens().living(tx.now()).stream()
                        .allMatch(each -> each.sha256().equals(token.sha256Hex())
                                && !each.toString().contains(token.reveal()))))
                .isTrue();
        assertThat(String.join("\n", log())).doesNotContain(token.reveal()).doesNotContain(token.sha256Hex());
    }

    @Test
    @Tag("T-96")
    void anotherNodeRefusesASignedOutTokenWithinTwoSeconds() {
        Secret token = signIn(ALICE);
        TokenHolders otherNode = new TokenHolders(house.store, house.policyFile, nanos::get);
        TokenHolder holder = otherNode.holder(token.sha256Hex()).orElseThrow();
        assertThat(holder.humanId()).isEqualTo(ALICE.id());

        holders.signOut(holder, ALICE);
        assertThat(holders.holder(token.sha256Hex())).isEmpty();
        nanos.addAndGet(Duration.ofMillis(2001).toNanos());
        assertThat(otherNode.holder(token.sha256Hex())).isEmpty();
    }

    @Test
    void anotherNodeKnowsANewTokenAtOnceAndAWrongOneCostsAQueryFourTimesASecondAtMost() {
        TokenHolders otherNode = new TokenHolders(house.store, house.policyFile, nanos::get);
        assertThat(otherNode.holder("wrong")).isEmpty();
        Secret token = signIn(ALICE);
        assertThat(otherNode.holder(token.sha256Hex())).as("not read again yet").isEmpty();
        nanos.addAndGet(Duration.ofMillis(251).toNanos());
        assertThat(otherNode.holder(token.sha256Hex())).isPresent();
    }

    @Test
    @Tag("T-96")
    void oneWordInSlackSignsAllTerminalsOut() {
        Secret one = signIn(ALICE);
        Secret two = signIn(ALICE);
        Secret bobs = signIn(BOB);
        assertThat(answers.signOut(ALICE).text()).contains("all 2 terminals");
        assertThat(answers.signOut(ALICE).text()).contains("not signed in");
        assertThat(holders.holder(one.sha256Hex())).isEmpty();
        assertThat(holders.holder(two.sha256Hex())).isEmpty();
        assertThat(holders.holder(bobs.sha256Hex())).isPresent();
    }

    private Logins.Begun begin() {
        return logins.begin("laptop", "alice", FROM).orElseThrow();
    }

    private LoginQuestion ask(Logins.Begun begun, Human human) {
        return answers.typed(begun.userCode(), human).question().orElseThrow();
    }

    private SignIn collect(Logins.Begun begun) {
        return logins.collect(begun.deviceCode(), FROM);
    }

    private Secret signIn(Human human) {
        Logins.Begun begun = begin();
        answers.answered(ask(begun, human).id(), human, true);
        return collect(begun).token().orElseThrow().secret();
    }

    private List<String> log() {
        return house
                .decisions
                .log(new LogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 100))
                .rows()
                .stream()
                .map(AuditEvent.Recorded::json)
                .toList();
    }
}
