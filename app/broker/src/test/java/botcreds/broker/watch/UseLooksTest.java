package botcreds.broker.watch;

import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.github.TokenUse;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.store.AuditFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that GitHub's audit log does not know, and those it knows for too long. */
class UseLooksTest {
    private static final TokenUse NOT_SEEN = new TokenUse.NotSeen();

    @TempDir
    Path directory;

    private Watched watched;
    private UseLooks looks;
    private Untouched untouched;
    private final List<String> asked = new ArrayList<>();
    private final Deque<TokenUse> answers = new ArrayDeque<>();

    @BeforeEach
    void open() {
        watched = new Watched(directory);
        // Its own watch goes by other signs, and would tell first.
        watched.watch.close();
        House house = watched.house;
        house.policy(House.POLICY + "alerts: {untouched_in_a_row: 2}\n");
        looks = new UseLooks(
                hash -> {
                    asked.add(hash);
                    return answers.removeFirst();
                },
                house.clock);
        Meters meters = new Meters("1.2.3");
        Bell bell = new Bell(house.store, house.access.alerts(), meters, () -> true);
        untouched = new Untouched(
                house.store, house.policyFile, new BotLabels(house.policyFile), bell, meters, Optional.of(looks));
    }

    @AfterEach
    void close() {
        watched.close();
    }

    @Test
    void twoThatGitHubNeverSawAreToldAndTheAlertSaysByWhat() {
        letEnd();
        looks.round();
        assertThat(asked).as("GitHub's log is late").isEmpty();
        letEnd();
        watched.house.clock.advance(Duration.ofMinutes(11));
        answers.addAll(List.of(NOT_SEEN, NOT_SEEN));

        looks.round();

        assertThat(asked).hasSize(2).doesNotHaveDuplicates();
        assertThat(watched.awaitSaid("never used 2 credentials in a row").headline())
                .contains("GitHub's audit log");
    }

    @Test
    void oneThatWasUsedBreaksTheRow() {
        letEnd();
        letEnd();
        letEnd();
        watched.house.clock.advance(Duration.ofMinutes(11));
        answers.addAll(List.of(
                NOT_SEEN,
                new TokenUse.Seen("git.push", watched.house.clock.instant().minusSeconds(3600)),
                NOT_SEEN));

        looks.round();

        assertThat(answers).isEmpty();
        assertThat(watched.times("never used")).isZero();
    }

    @Test
    void aUseAfterTheEndIsTold() {
        letEnd();
        watched.house.clock.advance(Duration.ofMinutes(11));
        answers.add(new TokenUse.Seen("git.push", watched.house.clock.instant()));

        looks.round();

        assertThat(watched.awaitSaid("used at GitHub after its end").detail()).contains("git.push", "tok_");
    }

    @Test
    void whatGitHubDoesNotSayIsAskedAgainLater() {
        letEnd();
        watched.house.clock.advance(Duration.ofMinutes(11));
        answers.addAll(List.of(new TokenUse.Unknown(Duration.ofMinutes(5), "limits"), NOT_SEEN));

        looks.round();
        looks.round();
        assertThat(asked).hasSize(1);
        watched.house.clock.advance(Duration.ofMinutes(5));
        looks.round();

        assertThat(asked).hasSize(2);
        assertThat(asked.get(0)).isEqualTo(asked.get(1));
    }

    private void letEnd() {
        int before = ended().size();
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.house.clock.advance(Duration.ofMinutes(61));
        await().atMost(Watched.SOON).until(() -> ended().size() > before);
        untouched.lookAtOwn(ended().subList(0, 1));
    }

    private List<AuditEvent.Recorded> ended() {
        return watched.house.store.read(
                tx -> tx.audit().latest(AuditFilter.newest(10).event(AuditEvent.Type.CREDENTIAL_EXPIRED)));
    }
}
