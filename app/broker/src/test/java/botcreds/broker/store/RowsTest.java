package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Human;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class RowsTest {
    private static final Human ALICE = new Human("U1", "alice", Optional.of("alice@example.com"), Set.of("S1", "S2"));

    private static final Duration LEASE = Duration.ofSeconds(30);

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private final AccessRequest pending = Rows.pending();
    private final AccessRequest approved = Rows.in(pending, RequestState.APPROVED);
    private String url;
    private Store store;

    @BeforeEach
    void open() {
        url = engine.freshUrl();
        store = Engine.open(url, clock);
        insert(pending);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    @Tag("T-20")
    void fiftyApprovalsAtOnceHaveOneWinner() {
        List<CompletableFuture<Boolean>> clicks = IntStream.range(0, 50)
                .mapToObj(each -> store.write(tx -> tx.requests().change(pending, approved)))
                .toList();
        assertThat(clicks.stream().filter(CompletableFuture::join)).hasSize(1);
    }

    @Test
    @Tag("T-19")
    void anApprovalAtTheVeryEndOfTheWaitComesTooLate() {
        clock.advance(Duration.ofHours(24));
        assertThat(change(pending, approved)).isFalse();
        assertThat(change(pending, Rows.in(pending, RequestState.EXPIRED))).isTrue();
    }

    @Test
    @Tag("T-19")
    void anApprovalOneSecondBeforeTheEndCounts() {
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(change(pending, approved)).isTrue();
    }

    @Test
    @Tag("T-21")
    void aDenyWrittenAfterTheApprovalWins() {
        assertThat(change(pending, approved)).isTrue();
        assertThat(change(approved, Rows.in(approved, RequestState.DENIED))).isTrue();
        assertThat(change(approved, Rows.in(approved, RequestState.ISSUED))).isFalse();
    }

    @Test
    void whatEndedNeverChanges() {
        AccessRequest denied = Rows.in(pending, RequestState.DENIED);
        assertThat(change(pending, denied)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> change(denied, approved));
    }

    @Test
    void anOpenTwinIsFoundUntilItEnds() {
        assertThat(this.<Boolean>read(
                        tx -> tx.requests().open(Rows.BOT, Rows.FINGERPRINT).isPresent()))
                .isTrue();
        assertThat(this.<Boolean>read(tx ->
                        tx.requests().open(new BotId("other"), Rows.FINGERPRINT).isPresent()))
                .isFalse();
        change(pending, approved);
        assertThat(this.<Boolean>read(
                        tx -> tx.requests().open(Rows.BOT, Rows.FINGERPRINT).isPresent()))
                .isTrue();
        change(approved, Rows.in(approved, RequestState.ISSUED));
        assertThat(this.<Boolean>read(
                        tx -> tx.requests().open(Rows.BOT, Rows.FINGERPRINT).isPresent()))
                .isFalse();
    }

    @Test
    void aShortIdIsTakenWhileItsGrantLives() {
        AccessRequest issued = Rows.in(approved, RequestState.ISSUED);
        change(pending, approved);
        change(approved, issued);
        assertThat(this.<Boolean>read(tx -> tx.requests().shortIdTaken(pending.shortId())))
                .isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(this.<Boolean>read(tx -> tx.requests().shortIdTaken(pending.shortId())))
                .isFalse();
        List<AccessRequest> ended = read(tx -> tx.requests().due(tx.now(), 10));
        assertThat(ended).containsExactly(issued);
    }

    @Test
    void whatLapsedIsFoundAndPendingOnesAreListedOldestFirst() {
        AccessRequest later = Rows.pending(new BotId("other"), Rows.START.plusSeconds(5));
        insert(later);
        List<AccessRequest> all = read(tx -> tx.requests().pending(Optional.empty(), 10));
        List<AccessRequest> others = read(tx -> tx.requests().pending(Optional.of(new BotId("other")), 10));
        assertThat(all).containsExactly(pending, later);
        assertThat(others).containsExactly(later);
        clock.advance(Duration.ofHours(24));
        List<AccessRequest> lapsed = read(tx -> tx.requests().due(tx.now(), 10));
        assertThat(lapsed).containsExactly(pending);
    }

    @Test
    @Tag("T-05")
    void aSignatureIsNotedOnceAndForgottenWhenItCanPassNoMore() {
        String digest = "d".repeat(64);
        assertThat(this.<Boolean>write(tx -> tx.seenSignatures().add(digest))).isTrue();
        clock.advance(Duration.ofMinutes(9));
        assertThat(this.<Integer>write(tx -> tx.seenSignatures().purge(tx.now())))
                .isZero();
        assertThat(this.<Boolean>write(tx -> tx.seenSignatures().add(digest))).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(this.<Integer>write(tx -> tx.seenSignatures().purge(tx.now())))
                .isOne();
        assertThat(this.<Boolean>write(tx -> tx.seenSignatures().add(digest))).isTrue();
    }

    @Test
    void aHumanVotesOncePerRevision() {
        assertThat(this.<Boolean>write(tx -> tx.votes().add(pending.id(), 1, ALICE, "api")))
                .isTrue();
        assertThat(this.<Boolean>write(tx -> tx.votes().add(pending.id(), 1, ALICE, "api")))
                .isFalse();
        assertThat(this.<Boolean>write(tx -> tx.votes().add(pending.id(), 2, ALICE, "api")))
                .isTrue();
        List<Vote> votes = read(tx -> tx.votes().of(pending.id(), 1));
        assertThat(votes).containsExactly(new Vote(ALICE, Rows.START));
    }

    @Test
    @Tag("T-30")
    void oneAttemptAtATimeIsInFlight() {
        assertThat(begin()).isPresent();
        assertThat(begin()).isEmpty();
    }

    @Test
    @Tag("T-29")
    void theAnswerOfAnAttemptThatLostItsLeaseIsNotBooked() {
        Attempt stale = begin().orElseThrow();
        clock.advance(LEASE);
        Attempt fresh = begin().orElseThrow();
        assertThat(fresh.epoch()).isEqualTo(2);
        assertThat(finish(stale, Outcome.MINTED)).isFalse();
        List<Attempt> abandoned = read(tx -> tx.mints().abandoned(tx.now(), 10));
        assertThat(abandoned).containsExactly(stale);
        assertThat(finish(stale, Outcome.ORPHAN_POSSIBLE)).isTrue();
        assertThat(finish(fresh, Outcome.MINTED)).isTrue();
        assertThat(begin()).isEmpty();
    }

    @Test
    @Tag("T-23")
    void aFailedAttemptIsFollowedByAnotherWhenItsWaitIsOverAndNotByMoreThanAllowed() {
        Attempt first = begin().orElseThrow();
        Instant retryAt = Rows.START.plusSeconds(60);
        assertThat(this.<Boolean>write(tx -> tx.mints().finish(first, Outcome.FAILED, Optional.of(retryAt))))
                .isTrue();
        assertThat(begin()).isEmpty();
        Standing standing = this.<Optional<Standing>>read(tx -> tx.mints().standing(pending.id(), 0))
                .orElseThrow();
        assertThat(standing).isEqualTo(new Standing(1, Optional.of(Outcome.FAILED), Optional.of(retryAt), false));
        clock.advance(Duration.ofSeconds(60));
        finish(begin().orElseThrow(), Outcome.FAILED);
        finish(begin().orElseThrow(), Outcome.FAILED);
        assertThat(begin()).isEmpty();
    }

    @Test
    void aSealedSecretOpensUntilTheCredentialIsDead() {
        Secret token = Rows.token();
        Credential credential = Rows.credential(pending, token);
        insert(credential, pending, token);
        assertThat(reveal(credential).orElseThrow().reveal()).isEqualTo(token.reveal());
        assertThat(change(credential, CredentialState.REVOKING)).isTrue();
        Credential revoking = this.<Optional<Credential>>read(
                        tx -> tx.credentials().byId(credential.id()))
                .orElseThrow();
        assertThat(reveal(revoking)).isPresent();
        assertThat(change(revoking, CredentialState.REVOKED)).isTrue();
        assertThat(reveal(credential)).isEmpty();
        assertThat(change(revoking, CredentialState.REVOKED)).isFalse();
    }

    @Test
    @Tag("T-87")
    void aCiphertextMovedToAnotherRowDoesNotOpen() {
        AccessRequest other = Rows.pending(new BotId("other"), Rows.START);
        insert(other);
        Secret token = Rows.token();
        Credential victim = Rows.credential(pending, token);
        Credential thief = Rows.credential(other, Rows.token());
        insert(victim, pending, token);
        insert(thief, other, Rows.token());
        Engine.run(
                url,
                "UPDATE credential SET sealed = (SELECT v.sealed FROM credential v WHERE v.token_id = '" + victim.id()
                        + "') WHERE token_id = '" + thief.id() + "'");
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> reveal(thief))
                .withMessageNotContaining(token.reveal());
    }

    @Test
    void livingCredentialsAreFoundByRequestBotAndRepositoryWhateverItsCase() {
        Secret token = Rows.token();
        Credential credential = Rows.credential(pending, token);
        insert(credential, pending, token);
        List<Credential> inRepository =
                read(tx -> tx.credentials().aliveIn(new botcreds.broker.model.Repository("myorg", "REPO-B")));
        List<Credential> ofBot = read(tx -> tx.credentials().aliveOf(Rows.BOT));
        List<Credential> ofRequest = read(tx -> tx.credentials().alive(pending.id()));
        assertThat(inRepository).containsExactly(credential);
        assertThat(ofBot).containsExactly(credential);
        assertThat(ofRequest).containsExactly(credential);
        clock.advance(Duration.ofMinutes(30));
        List<Credential> due = read(tx -> tx.credentials().due(tx.now(), 10));
        assertThat(due).containsExactly(credential);
        change(credential, CredentialState.EXPIRED);
        List<Credential> left = read(tx -> tx.credentials().aliveIn(Rows.REPO_B));
        assertThat(left).isEmpty();
    }

    @Test
    void aRevocationThatFailedIsDueAgainLater() {
        Secret token = Rows.token();
        Credential credential = Rows.credential(pending, token);
        insert(credential, pending, token);
        change(credential, CredentialState.REVOKING);
        List<Credential> now = read(tx -> tx.credentials().due(tx.now(), 10));
        assertThat(now).hasSize(1);
        write(tx -> {
            tx.credentials().retryRevocation(credential.id(), tx.now().plusSeconds(5), "GitHub answered 502");
            return true;
        });
        List<Credential> soon = read(tx -> tx.credentials().due(tx.now(), 10));
        assertThat(soon).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        List<Credential> later = read(tx -> tx.credentials().due(tx.now(), 10));
        assertThat(later).hasSize(1);
    }

    @Test
    @Tag("T-33")
    void anIdempotencyKeyIsItsBotsOwnAndEnds() {
        Instant end = Rows.START.plusSeconds(60);
        BotId other = new BotId("other");
        assertThat(this.<Boolean>write(tx -> tx.idempotencyKeys().add(Rows.BOT, "k", "f1", pending.id(), end)))
                .isTrue();
        assertThat(this.<Boolean>write(tx -> tx.idempotencyKeys().add(Rows.BOT, "k", "f2", pending.id(), end)))
                .isFalse();
        assertThat(this.<Boolean>write(tx -> tx.idempotencyKeys().add(other, "k", "f3", pending.id(), end)))
                .isTrue();
        assertThat(this.<Integer>write(tx -> tx.idempotencyKeys().purge(end.minusSeconds(1))))
                .isZero();
        assertThat(this.<Integer>write(tx -> tx.idempotencyKeys().purge(end))).isEqualTo(2);
    }

    @Test
    void smallTablesRemember() {
        write(tx -> {
            tx.cards().put(pending.id(), pending.bot(), "C1", "1.0");
            tx.cards().put(pending.id(), pending.bot(), "C1", "2.0");
            tx.history().count(Rows.BOT, Rows.FINGERPRINT, true);
            tx.history().count(Rows.BOT, Rows.FINGERPRINT, true);
            tx.history().count(Rows.BOT, Rows.FINGERPRINT, false);
            tx.repositoryNames().put(11, Rows.REPO_A);
            tx.repositoryNames().put(11, Rows.REPO_B);
            tx.apiKeys().add(new ApiKeys.ApiKey("k1", Rows.BOT, "ab".repeat(32), tx.now(), Optional.empty()));
            return tx.locks().lock(Rows.BOT, "U1", "leaked a key");
        });
        assertThat(this.<Optional<Card>>read(tx -> tx.cards().of(pending.id()))).contains(new Card("C1", "2.0"));
        assertThat(this.<History.Counts>read(tx -> tx.history().of(Rows.BOT, Rows.FINGERPRINT)))
                .isEqualTo(new History.Counts(2, 1));
        assertThat(this.<java.util.Set<?>>read(tx -> tx.repositoryNames().namesOf(11)))
                .isEqualTo(java.util.Set.of(Rows.REPO_A, Rows.REPO_B));
        assertThat(this.<Boolean>read(tx -> tx.locks().isLocked(Rows.BOT))).isTrue();
        assertThat(this.<Boolean>write(tx -> tx.apiKeys().expire("k1", tx.now())))
                .isTrue();
        assertThat(this.<Optional<ApiKeys.ApiKey>>read(tx -> tx.apiKeys().bySha256("ab".repeat(32)))
                        .flatMap(ApiKeys.ApiKey::expiresAt))
                .contains(Rows.START);
        assertThat(this.<Boolean>write(tx -> tx.locks().unlock(Rows.BOT))).isTrue();
    }

    private void insert(AccessRequest request) {
        write(tx -> {
            tx.requests().insert(request, Rows.FINGERPRINT);
            return true;
        });
    }

    private void insert(Credential credential, AccessRequest request, Secret secret) {
        write(tx -> {
            tx.credentials().insert(credential, request, secret);
            return true;
        });
    }

    private boolean change(AccessRequest before, AccessRequest after) {
        return store.<Boolean>writeNow(tx -> tx.requests().change(before, after));
    }

    private boolean change(Credential before, CredentialState to) {
        return store.<Boolean>writeNow(tx -> tx.credentials().change(before, to));
    }

    private Optional<Secret> reveal(Credential credential) {
        return store.read(tx -> tx.credentials().reveal(credential));
    }

    private Optional<Attempt> begin() {
        return store.writeNow(tx -> tx.mints().begin(pending.id(), 0, LEASE, 3));
    }

    private boolean finish(Attempt attempt, Outcome outcome) {
        return store.<Boolean>writeNow(tx -> tx.mints().finish(attempt, outcome, Optional.empty()));
    }

    private <T> T write(Work<T> work) {
        return store.writeNow(work);
    }

    private <T> T read(Work<T> work) {
        return store.read(work);
    }
}
