package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Secret;
import botcreds.broker.model.SshPublicKey;
import botcreds.broker.store.DeployKeys.Place;
import botcreds.broker.store.Pushes.Wanting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class KeysAndPushesTest {
    private static final SshPublicKey KEY = new SshPublicKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A".repeat(43));

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private final AccessRequest request = Rows.pending();
    private Store store;

    @BeforeEach
    void open() {
        store = Engine.open(engine.freshUrl(), clock);
        write(tx -> tx.requests().insert(request, Rows.FINGERPRINT));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anOfferedKeyIsThereWhenItIsNeeded() {
        assertThat(store.<Boolean>read(
                        tx -> tx.deployKeys().offered(request.id()).isEmpty()))
                .isTrue();
        write(tx -> tx.deployKeys().offer(request.id(), KEY));
        assertThat(store.<SshPublicKey>read(
                        tx -> tx.deployKeys().offered(request.id()).orElseThrow()))
                .isEqualTo(KEY);
    }

    @Test
    void aPlaceWhereAKeyIsMadeMeanwhileIsNotForgotten() {
        Place first = place(Duration.ofMinutes(5));
        write(tx -> tx.deployKeys().mayBeIn(first));
        assertThat(due()).isEmpty();
        write(tx -> tx.deployKeys().allDue(tx.now()));
        Place seen = due().get(0);
        Place again = place(Duration.ofMinutes(7));
        write(tx -> tx.deployKeys().mayBeIn(again));

        write(tx -> tx.deployKeys().forget(seen));
        write(tx -> tx.deployKeys().lookAgain(seen, tx.now()));
        assertThat(due()).isEmpty();
        clock.advance(Duration.ofMinutes(7));
        assertThat(due()).containsExactly(again);
        write(tx -> tx.deployKeys().forget(again));
        assertThat(due()).isEmpty();
    }

    @Test
    void aDeliveryIsTakenInOnceAndForgottenAfterAMonth() {
        assertThat(store.<Boolean>writeNow(tx -> tx.pushes().add("d-1", "{}"))).isTrue();
        assertThat(store.<Boolean>writeNow(tx -> tx.pushes().add("d-1", "{}"))).isFalse();
        write(tx -> tx.pushes().retry("d-1", tx.now().plusSeconds(10)));
        assertThat(store.<Integer>read(tx -> tx.pushes().due(tx.now(), 9).size()))
                .isZero();
        clock.advance(Duration.ofSeconds(10));
        assertThat(store.<Integer>read(tx -> tx.pushes().due(tx.now(), 9).get(0).tries()))
                .isEqualTo(1);
        assertThat(store.<Boolean>writeNow(tx -> tx.pushes().done("d-1"))).isTrue();
        assertThat(store.<Boolean>writeNow(tx -> tx.pushes().done("d-1"))).isFalse();
        assertThat(store.<Integer>writeNow(tx -> tx.pushes().purge(tx.now()))).isZero();
        clock.advance(Duration.ofDays(31));
        assertThat(store.<Integer>writeNow(tx -> tx.pushes().purge(tx.now()))).isEqualTo(1);
    }

    @Test
    void aCommitFoundWantingIsKnownOnEveryRef() {
        Wanting commit = new Wanting("refs/heads/main", "a".repeat(40), "it has no trailer");
        write(tx -> tx.pushes().addWanting(11, commit));
        write(tx -> tx.pushes().addWanting(11, commit));

        assertThat(store.<Integer>read(
                        tx -> tx.pushes().wanting(11, commit.sha()).size()))
                .isEqualTo(1);
        assertThat(store.<Integer>read(
                        tx -> tx.pushes().wantingOn(11, "refs/heads/other").size()))
                .isZero();
        write(tx -> tx.pushes().forgetWanting(11, commit.ref()));
        assertThat(store.<Integer>read(
                        tx -> tx.pushes().wantingOn(11, commit.ref()).size()))
                .isZero();
    }

    @Test
    void whoCouldPushIsWhoHeldATokenThatWritesThereThen() {
        Secret token = Rows.token();
        Credential credential = Rows.credential(request, token);
        write(tx -> tx.credentials().insert(credential, request, token));

        assertThat(pushers(22, Duration.ZERO)).containsExactly(Rows.BOT.value());
        assertThat(pushers(23, Duration.ZERO)).isEmpty();
        assertThat(pushers(22, Duration.ofHours(3))).isEmpty();
        assertThat(pushers(22, Duration.ofHours(-1))).isEmpty();
    }

    private List<String> pushers(long repository, Duration later) {
        return store.read(
                tx -> tx
                        .credentials()
                        .couldPushTo(
                                repository,
                                new Repository("other", "name"),
                                credentialTime().plus(later))
                        .stream()
                        .map(BotId::value)
                        .toList());
    }

    private Instant credentialTime() {
        return store.read(tx -> tx.credentials().alive(request.id()).get(0).issuedAt());
    }

    private Place place(Duration dueIn) {
        return new Place(
                11, Rows.REPO_A, 7, store.<Instant>read(Transaction::now).plus(dueIn));
    }

    private List<Place> due() {
        return store.read(tx -> tx.deployKeys().due(tx.now(), 9));
    }

    private void write(Consumer<Transaction> work) {
        store.writeNow(tx -> {
            work.accept(tx);
            return true;
        });
    }
}
