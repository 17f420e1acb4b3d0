package botcreds.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.client.AccessDenied;
import botcreds.client.BrokerClient;
import botcreds.command.agent.Agent;
import botcreds.command.config.Surroundings;
import botcreds.command.grants.GrantCache;
import botcreds.command.grants.Grants;
import botcreds.command.grants.Need;
import botcreds.command.grants.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
    @TempDir
    Path home;

    private final MovableClock clock = new MovableClock();
    private MintingBroker broker;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        broker = new MintingBroker(clock);
        file = home.resolve("token");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Agent agent(String repo) {
        Typed typed = new Typed(home);
        typed.clock = clock;
        Surroundings surroundings = typed.surroundings("");
        Grants grants = new Grants(
                GrantCache.in(home.resolve("grants")),
                () -> BrokerClient.at(broker.url()).retryFor(Duration.ZERO).buildApi(),
                clock);
        return new Agent(surroundings, grants, Wish.of(Need.of(repo, "contents:read"), "test", Duration.ZERO), file);
    }

    private String token() throws IOException {
        return Files.readString(file).strip();
    }

    @Test
    void theFileAlwaysHoldsATokenThatLivesForTenMoreMinutes() throws IOException {
        Agent agent = agent("o/r");
        Duration passed = Duration.ZERO;
        while (passed.compareTo(Duration.ofHours(5)) < 0) {
            Duration pause = agent.turn();
            assertThat(broker.tokens.get(token())).isAfter(clock.instant().plus(Duration.ofMinutes(10)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            clock.advance(pause);
            passed = passed.plus(pause);
        }
        assertThat(broker.tokens).hasSizeLessThan(8);
    }

    @Test
    void anOutageLeavesTheLivingTokenAndTakesTheDeadOne() throws IOException {
        Agent agent = agent("o/r");
        Duration unused = agent.turn();
        String token = token();
        broker.away = true;
        clock.advance(Duration.ofMinutes(55));
        assertThat(agent.turn()).isLessThan(Duration.ofMinutes(1));
        assertThat(token()).isEqualTo(token);
        clock.advance(Duration.ofMinutes(6));
        assertThat(agent.turn()).isLessThan(Duration.ofMinutes(1));
        assertThat(file).doesNotExist();
        broker.away = false;
        assertThat(agent.turn()).isGreaterThan(Duration.ofMinutes(1));
        assertThat(token()).isNotEqualTo(token);
    }

    @Test
    void aNoEndsItAndStoppingGivesBack() {
        assertThatThrownBy(() -> agent("o/denied").turn()).isInstanceOf(AccessDenied.class);
        assertThat(file).doesNotExist();

        Agent agent = agent("o/r");
        Duration unused = agent.turn();
        agent.stop();
        assertThat(file).doesNotExist();
        assertThat(broker.calls).contains("DELETE /v1/token/ID");
    }
}
