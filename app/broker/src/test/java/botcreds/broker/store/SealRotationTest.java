package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Exchanging the seal key, as operations.md says, one start of the broker after the other. */
@ParameterizedClass
@EnumSource(Engine.class)
class SealRotationTest {
    private static final SealKey OLD = key(1);
    private static final SealKey NEW = key(2);

    @TempDir
    Path directory;

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private final Secret token = Rows.token();
    private final AccessRequest request = Rows.pending();
    private final Credential credential = Rows.credential(request, token);
    private String url;

    @BeforeEach
    void sealWithTheOldKey() {
        // In memory an H2 database ends with its store.
        url = engine == Engine.H2 ? "jdbc:h2:file:" + directory.resolve("broker") : engine.freshUrl();
        with(
                keys(1),
                store -> store.writeNow(tx -> {
                    tx.requests().insert(request, Rows.FINGERPRINT);
                    tx.credentials().insert(credential, request, token);
                    return true;
                }));
    }

    @Test
    void theOldKeyOpensUntilAllIsSealedAnewAndIsThenNotNeeded() {
        SealCensus before = census(keys(2, 1));
        assertThat(before).isEqualTo(new SealCensus(NEW.id(), 2, 1, new TreeMap<>()));
        assertThat(with(keys(2, 1), this::reveal)).isEqualTo(token.reveal());

        assertThat(with(keys(2, 1), this::resealAll)).isEqualTo(1);

        assertThat(census(keys(2))).isEqualTo(new SealCensus(NEW.id(), 1, 0, new TreeMap<>()));
        assertThat(with(keys(2), this::reveal)).isEqualTo(token.reveal());
    }

    @Test
    void whatWasSealedBeforeKeysHadNamesStillOpensAndIsSealedAnew() {
        Engine.run(url, "UPDATE credential SET sealed_with = NULL");

        assertThat(with(keys(2, 1), this::reveal)).isEqualTo(token.reveal());
        assertThat(with(keys(2, 1), this::resealAll)).isEqualTo(1);
        assertThat(with(keys(2), this::reveal)).isEqualTo(token.reveal());
    }

    @Test
    void aKeyThatIsMissingIsNamedAndItsTokensStayAsTheyAreUntilItIsBack() {
        SealCensus census = census(keys(2));
        assertThat(census.missing()).isEqualTo(Map.of(OLD.id(), 1));
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> with(keys(2), this::reveal))
                .withMessageContaining(OLD.id())
                .withMessageContaining("put it back")
                .withMessageNotContaining(token.reveal());

        Resealed tried =
                with(keys(2), store -> store.<Resealed>writeNow(tx -> tx.seals().reseal(Optional.empty(), 10)));
        assertThat(tried.sealed()).isZero();
        assertThat(tried.broken()).containsExactly(credential.id());

        assertThat(with(keys(2, 1), this::reveal)).isEqualTo(token.reveal());
    }

    @Test
    void whatIsDeadIsNotCounted() {
        boolean dead = with(
                keys(1),
                store -> store.<Boolean>writeNow(tx -> tx.credentials().change(credential, CredentialState.REVOKED)));

        assertThat(dead).isTrue();
        assertThat(census(keys(2)).older()).isZero();
    }

    @Test
    void aLongLineIsSealedAnewPieceByPiece() {
        with(
                keys(1),
                store -> store.writeNow(tx -> {
                    for (int more = 0; more < 6; more++) {
                        AccessRequest another = Rows.pending();
                        Secret secret = Rows.token();
                        tx.requests().insert(another, Rows.FINGERPRINT);
                        tx.credentials().insert(Rows.credential(another, secret), another, secret);
                    }
                    return true;
                }));

        assertThat(with(keys(2, 1), this::resealAll)).isEqualTo(7);
    }

    private SealCensus census(SealKeys keys) {
        return with(keys, store -> store.read(tx -> tx.seals().census()));
    }

    private int resealAll(Store store) {
        int sealed = 0;
        Resealed some = store.writeNow(tx -> tx.seals().reseal(Optional.empty(), 2));
        while (some.last().isPresent()) {
            sealed += some.sealed();
            Resealed before = some;
            some = store.writeNow(tx -> tx.seals().reseal(before.last(), 2));
        }
        return sealed;
    }

    private String reveal(Store store) {
        return store.read(tx -> tx.credentials().reveal(credential))
                .orElseThrow()
                .reveal();
    }

    /** One life of a broker that has these keys. */
    private <T> T with(SealKeys keys, Function<Store, T> work) {
        try (Store store = Store.open(StoreConfig.of(url).withInjectedClock(), clock, keys)) {
            return work.apply(store);
        }
    }

    private static SealKeys keys(int... numbers) {
        return SealKeys.of(
                Arrays.stream(numbers).mapToObj(SealRotationTest::bytes).toList());
    }

    private static SealKey key(int number) {
        return SealKey.of(bytes(number));
    }

    private static byte[] bytes(int number) {
        byte[] bytes = new byte[SealKey.BYTES];
        bytes[0] = (byte) number;
        return bytes;
    }
}
