package botcreds.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.store.Engine;
import botcreds.broker.store.SealKeys;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may share a database with whom. */
final class JoiningTest {
    private static final String APP = "1 at https://api.example.com";
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(30);

    private final String url = Engine.POSTGRESQL.freshUrl();
    private final List<Store> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Store::close);
    }

    @Test
    void whoSealsWithAnotherKeyIsRefusedAndLeavesNothingBehind() throws Exception {
        Store first = node(1);
        Joining.join(first, APP, "policy", AT_ONCE);

        assertThatThrownBy(() -> Joining.join(node(2), APP, "policy", AT_ONCE))
                .isInstanceOf(NotStartable.class)
                .hasMessageContaining("BOTCREDS_SEAL_KEY")
                .hasMessageContaining("the one at " + ProcessHandle.current().pid() + "@");
        assertThat(first.<Integer>read(tx -> tx.nodes().living())).isEqualTo(1);
    }

    @Test
    void aKeyIsExchangedOnOneNodeAfterTheOther() throws Exception {
        Joining.join(node(1), APP, "policy", AT_ONCE);

        assertThatCode(() -> Joining.join(node(1, 2), APP, "policy", AT_ONCE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Joining.join(node(2, 1), APP, "policy", AT_ONCE))
                .as("the first one could not open what this one seals")
                .isInstanceOf(NotStartable.class);
    }

    @Test
    void anotherAppIsRefused() throws Exception {
        Joining.join(node(1), APP, "policy", AT_ONCE);

        assertThatThrownBy(() -> Joining.join(node(1), "2 at https://api.example.com", "policy", AT_ONCE))
                .isInstanceOf(NotStartable.class)
                .hasMessageContaining("GITHUB_APP_ID");
    }

    @Test
    void anotherPolicyIsNot() throws Exception {
        Joining.join(node(1), APP, "policy", AT_ONCE);

        assertThatCode(() -> Joining.join(node(1), APP, "a newer policy", AT_ONCE))
                .doesNotThrowAnyException();
    }

    @Test
    void whoIsGoneKeepsNobodyOut() throws Exception {
        Joining.join(node(1), APP, "policy", AT_ONCE);

        assertThatCode(() -> Joining.join(node(2), APP, "policy", LONGER_THAN_A_LEASE))
                .doesNotThrowAnyException();
    }

    private Store node(int... keys) {
        List<byte[]> bytes = Arrays.stream(keys).mapToObj(JoiningTest::key).toList();
        Store store = Store.open(StoreConfig.of(url), Clock.systemUTC(), SealKeys.of(bytes));
        opened.add(store);
        return store;
    }

    private static byte[] key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return key;
    }
}
