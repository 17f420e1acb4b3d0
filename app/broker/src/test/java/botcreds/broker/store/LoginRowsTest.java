package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.store.DeviceLogins.Login;
import botcreds.broker.store.DeviceLogins.State;
import botcreds.broker.store.HumanTokens.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class LoginRowsTest {
    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private Store store;

    @BeforeEach
    void open() {
        store = Engine.open(engine.freshUrl(), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whoTypesTheCodeFirstIsTheOnlyOneWhoCanAnswer() {
        Login waiting = add("aaaaaaaa");
        assertThat(claim(waiting, "U1")).isTrue();
        assertThat(claim(waiting, "U2")).isFalse();
        assertThat(claim(waiting, "U1")).isTrue();

        assertThat(become(waiting, State.CONFIRMED)).as("nobody's word").isFalse();
        Login claimed = find(waiting);
        assertThat(claimed.humanId()).contains("U1");
        assertThat(become(claimed, State.CONFIRMED)).isTrue();
        assertThat(become(claimed, State.DECLINED)).as("answered before").isFalse();
        assertThat(claim(claimed, "U1")).as("answered before").isFalse();

        Login confirmed = find(waiting);
        assertThat(become(confirmed, State.TAKEN)).isTrue();
        assertThat(become(confirmed, State.TAKEN)).as("taken before").isFalse();
    }

    @Test
    void whatIsTooOldStaysAsItIsAndIsForgotten() {
        Login waiting = add("bbbbbbbb");
        claim(waiting, "U1");
        Login claimed = find(waiting);
        assertThat(openOnes()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(10));

        assertThat(openOnes()).isZero();
        assertThat(become(claimed, State.CONFIRMED)).isFalse();
        store.writeNow(tx -> {
            tx.deviceLogins().purge(tx.now());
            return true;
        });
        assertThat(this.<Optional<Login>>read(tx -> tx.deviceLogins().byId(waiting.id())))
                .isEmpty();
    }

    @Test
    void aTokenLivesUntilItEndsOrIsEnded() {
        Token first = token("one", "U1", Duration.ofHours(1));
        Token second = token("two", "U1", Duration.ofHours(2));
        Token third = token("three", "U2", Duration.ofHours(2));
        assertThat(living()).containsExactly(first, third, second);
        assertThat(this.<List<Token>>read(tx -> tx.humanTokens().of("U1", tx.now())))
                .containsExactly(first, second);

        clock.advance(Duration.ofHours(1));
        assertThat(living()).containsExactly(third, second);
        assertThat(store.<Boolean>writeNow(tx -> tx.humanTokens().end("two"))).isTrue();
        assertThat(store.<Boolean>writeNow(tx -> tx.humanTokens().end("two"))).isFalse();
        assertThat(living()).containsExactly(third);
    }

    private Login add(String code) {
        return store.writeNow(tx -> {
            Login login = new Login(
                    "id-" + code,
                    "sha-" + code,
                    code,
                    "laptop",
                    "alice «ü»",
                    "192.0.2.7",
                    State.WAITING,
                    Optional.empty(),
                    Optional.empty(),
                    tx.now(),
                    tx.now().plus(Duration.ofMinutes(10)));
            tx.deviceLogins().add(login);
            assertThat(tx.deviceLogins().byUserCode(code)).contains(login);
            assertThat(tx.deviceLogins().byDevice("sha-" + code)).contains(login);
            return login;
        });
    }

    private Token token(String id, String human, Duration life) {
        return store.writeNow(tx -> {
            Instant now = tx.now();
            Token token = new Token(id, human, "name", "sha-" + id, "laptop", now, now.plus(life));
            tx.humanTokens().add(token);
            return token;
        });
    }

    private Login find(Login login) {
        return this.<Optional<Login>>read(tx -> tx.deviceLogins().byId(login.id()))
                .orElseThrow();
    }

    private boolean claim(Login login, String human) {
        return store.writeNow(tx -> tx.deviceLogins().claim(login, human, "name"));
    }

    private boolean become(Login login, State next) {
        return store.writeNow(tx -> tx.deviceLogins().become(login, next, tx.now()));
    }

    private int openOnes() {
        return this.<Integer>read(tx -> tx.deviceLogins().countOpen(tx.now()));
    }

    private List<Token> living() {
        return read(tx -> tx.humanTokens().living(tx.now()));
    }

    private <T> T read(Work<T> work) {
        return store.read(work);
    }
}
