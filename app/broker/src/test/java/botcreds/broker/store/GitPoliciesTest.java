package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
@Tag("T-55")
class GitPoliciesTest {
    private static final String PLACE = "https://github.com/myorg/policy.git#main:policy.yaml";
    private static final String OLD = "a".repeat(40);
    private static final String NEW = "b".repeat(40);

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
    void whatFollowsWhatCountsCountsNext() {
        assertThat(accept(Optional.empty(), OLD, "bots: {}\n")).isTrue();
        assertThat(accept(Optional.of(OLD), NEW, "bots: {a: {}}\n# ünd\n")).isTrue();

        GitPolicies.Accepted accepted = store.<Optional<GitPolicies.Accepted>>read(
                        tx -> tx.gitPolicies().of(PLACE))
                .orElseThrow();
        assertThat(accepted.commit()).isEqualTo(NEW);
        assertThat(accepted.content()).isEqualTo("bots: {a: {}}\n# ünd\n");
        assertThat(accepted.at()).isEqualTo(store.now());
    }

    @Test
    void aNodeThatIsBehindChangesNothing() {
        accept(Optional.empty(), OLD, "1");
        accept(Optional.of(OLD), NEW, "2");

        assertThat(accept(Optional.of(OLD), "c".repeat(40), "3")).isFalse();
        assertThat(accept(Optional.empty(), "d".repeat(40), "4")).isFalse();
        assertThat(store.<String>read(
                        tx -> tx.gitPolicies().of(PLACE).orElseThrow().commit()))
                .isEqualTo(NEW);
    }

    @Test
    void anotherPlaceBeginsAnew() {
        accept(Optional.empty(), OLD, "1");

        assertThat(store.<Boolean>read(tx -> tx.gitPolicies().of(PLACE + "2").isEmpty()))
                .isTrue();
    }

    @Test
    void aLargePolicyFits() {
        String large = "# a line of a policy\n".repeat(200_000);
        accept(Optional.empty(), OLD, large);

        assertThat(store.<String>read(
                        tx -> tx.gitPolicies().of(PLACE).orElseThrow().content()))
                .isEqualTo(large);
    }

    private boolean accept(Optional<String> before, String commit, String content) {
        return store.<Boolean>writeNow(tx -> tx.gitPolicies().accept(PLACE, before, commit, content));
    }
}
