package botcreds.broker.bench;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.RandomIds;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import botcreds.broker.store.Attempt;
import botcreds.broker.store.Outcome;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two units of work that an auto-approved issue writes, without what is around them. Thread-safe. */
final class IssueRows {
    private static final RandomIds IDS = new RandomIds(Clock.systemUTC());
    private static final String FINGERPRINT = "f".repeat(64);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Store store;
    private final BotId bot;

    IssueRows(Store store, String bot) {
        this.store = store;
        this.bot = new BotId(bot);
    }

    /** Writes one issue: the request with its intent, then the credential; each durable before the next begins. */
    boolean issue() {
        Begun begun = store.writeNow(this::begin);
        return store.writeNow(tx -> record(tx, begun.request(), begun.attempt()));
    }

    private Begun begin(Transaction tx) {
        AccessRequest approved = approved(tx.now());
        tx.requests().open(bot, FINGERPRINT);
        tx.requests().shortIdTaken(approved.shortId());
        tx.requests().insert(approved, FINGERPRINT);
        tx.audit().append(event(AuditEvent.Type.CREDENTIAL_REQUESTED, approved));
        tx.audit().append(event(AuditEvent.Type.MINT_STARTED, approved));
        Attempt attempt = tx.mints().beginFirst(approved.id(), Duration.ofMinutes(1));
        return new Begun(approved, attempt);
    }

    private record Begun(AccessRequest request, Attempt attempt) {}

    private static boolean record(Transaction tx, AccessRequest request, Attempt attempt) {
        tx.mints().finish(attempt, Outcome.MINTED, Optional.empty());
        AccessRequest issued = request.issued(request.policyDigest(), tx.now().plus(HOUR));
        tx.requests().change(request, issued);
        Secret token = Secret.of("ghs_" + "x".repeat(500) + request.id().value());
        tx.credentials()
                .insert(
                        new Credential(
                                IDS.tokenId(),
                                issued.id(),
                                issued.bot(),
                                0,
                                CredentialState.ACTIVE,
                                token.sha256(),
                                tx.now(),
                                tx.now().plus(HOUR),
                                tx.now().plus(HOUR),
                                Optional.empty()),
                        issued,
                        token);
        tx.audit().append(event(AuditEvent.Type.CREDENTIAL_ISSUED, issued));
        return true;
    }

    private static AuditEvent event(AuditEvent.Type type, AccessRequest request) {
        return AuditEvent.of(
                type,
                request,
                Map.of("reason", "a benchmark", "client_ip", request.clientIp(), "policy_hash", request.policyDigest()));
    }

    private AccessRequest approved(Instant now) {
        return new AccessRequest(
                IDS.requestId(),
                IDS.shortId(6),
                bot,
                Scope.of(List.of(new Repository("bench", "repo-a")), Permissions.ofWords(List.of("contents:write"))),
                List.of(11L),
                7,
                new Reason("a benchmark"),
                Kind.INSTALLATION_TOKEN,
                HOUR,
                RequestState.APPROVED,
                1,
                0,
                Optional.of(ApprovalKind.AUTO),
                Optional.empty(),
                "auto_approve[0]",
                "0".repeat(64),
                now,
                now.plus(HOUR),
                Optional.empty(),
                Optional.empty(),
                "127.0.0.1");
    }
}
