package botcreds.broker.credentials;

import botcreds.broker.errands.Alerts;
import botcreds.broker.errands.Threads;
import botcreds.broker.errands.Transitions;
import botcreds.broker.github.GitHub;
import botcreds.broker.github.Mint;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Ids;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Secret;
import botcreds.broker.model.SshPublicKey;
import botcreds.broker.policy.KeptRule;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Attempt;
import botcreds.broker.store.Outcome;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Records what was minted before anyone may have it, and hands it over. No credential leaves without its audit row: a token
 * that is not recorded is revoked. Thread-safe.
 */
public final class Issuing {
    private final Store store;
    private final GitHub gitHub;
    private final PolicyFile policyFile;
    private final Discarding discarding;
    private final Waiters waiters;
    private final Alerts alerts;
    private final Ids ids;
    private final FairShares shares;

    public Issuing(
            Store store,
            GitHub gitHub,
            PolicyFile policyFile,
            Discarding discarding,
            Waiters waiters,
            Alerts alerts,
            Ids ids,
            FairShares shares) {
        this.store = store;
        this.gitHub = gitHub;
        this.policyFile = policyFile;
        this.discarding = discarding;
        this.waiters = waiters;
        this.alerts = alerts;
        this.ids = ids;
        this.shares = shares;
    }

    /** Records a fresh token and answers with it. */
    Answer issue(Caller caller, AccessRequest request, Attempt attempt, Mint.Minted minted) {
        try {
            return recorded(caller, request, attempt, minted);
        } catch (StoreUnavailable away) {
            discarding.unlessRecorded(request, attempt, minted, away);
            return new Answer.Refused(Refusals.storeAway().refusal().about(request.id()));
        }
    }

    private Answer recorded(Caller caller, AccessRequest request, Attempt attempt, Mint.Minted minted) {
        try {
            if (deniedMeanwhile(request)) {
                return discard(request, attempt, minted);
            }
            Answer issued = store.writeNow(tx -> record(tx, caller, request, attempt, minted));
            shares.gave(request.installationId(), request.bot());
            waiters.wake(request.id());
            return issued;
        } catch (Overtaken ended) {
            return discard(request, attempt, minted);
        }
    }

    /** A deny that came while GitHub was minting wins over the token. */
    private boolean deniedMeanwhile(AccessRequest request) {
        Policy policy = policyFile.current();
        if (policy.digest().equals(request.policyDigest())) {
            return false;
        }
        Instant now = store.now();
        Optional<RuleRef> denied = policy.decide(request.bot(), request.scope(), now)
                .fold(deny -> Optional.of(deny.rule()), auto -> Optional.empty(), ask -> Optional.empty());
        denied.ifPresent(rule -> store.writeNow(tx -> {
            Revoker.mark(tx, request);
            return Transitions.deniedByPolicy(tx, request, rule);
        }));
        return denied.isPresent();
    }

    private Answer discard(AccessRequest request, Attempt attempt, Mint.Minted minted) {
        AccessRequest now = discarding.discard(request, attempt, minted);
        waiters.wake(request.id());
        return now.state() == RequestState.ISSUED || now.state().isOpen()
                ? new Answer.Waiting(now, Duration.ofSeconds(1))
                : Refusals.ended(now);
    }

    /** Hands a live token out once more; its row is durable before this returns. */
    public Answer deliver(Caller caller, AccessRequest request, Credential credential) {
        return store.writeNow(tx -> {
            Optional<Credential> now = tx.credentials().byId(credential.id());
            boolean live = now.filter(each -> each.state() == CredentialState.ACTIVE)
                    .filter(each -> tx.now().isBefore(each.expiresAt()))
                    .isPresent();
            if (!live) {
                return Refusals.ended(request.ended(RequestState.EXPIRED));
            }
            tx.audit()
                    .append(AuditEvent.of(
                            AuditEvent.Type.CREDENTIAL_DELIVERED,
                            request,
                            Map.of(
                                    "token_id", credential.id().value(),
                                    "token_sha256", credential.tokenSha256(),
                                    "client_ip", caller.clientIp())));
            return (Answer) new Answer.Issued(
                    request,
                    credential,
                    tx.credentials().reveal(credential).orElseThrow(),
                    gitHub.botUser(),
                    policyFile.current().attribution(request.bot()));
        });
    }

    /** Ends an approved request that cannot be minted for; empty when it has changed meanwhile. */
    Optional<Answer> fail(AccessRequest request, Refusal.Code code, String detail) {
        if (request.state() != RequestState.APPROVED) {
            return Optional.empty();
        }
        Optional<AccessRequest> failed = store.writeNow(tx -> Transitions.failed(tx, request, code, detail));
        waiters.wake(request.id());
        return failed.map(Refusals::ended);
    }

    /** GitHub gave something other than what was approved: someone must look at that. */
    void alert(AccessRequest request, Mint.Mismatch mismatch) {
        store.writeNow(tx -> {
            tx.audit()
                    .append(AuditEvent.of(AuditEvent.Type.SCOPE_MISMATCH, request, Map.of("detail", mismatch.what())));
            alerts.raise(
                    tx,
                    "GitHub's answer did not fit what was approved for #" + request.shortId(),
                    mismatch.what()
                            + (mismatch.revoked()
                                    ? "\nThe token was revoked at once and never handed out."
                                    : "\nThe token was never handed out, but could not be revoked: it may live for an hour."));
            return true;
        });
    }

    private Answer record(Transaction tx, Caller caller, AccessRequest request, Attempt attempt, Mint.Minted minted) {
        // Without the attempt another node has taken over, and the token belongs to nobody.
        if (!tx.mints().finish(attempt, Outcome.MINTED, Optional.empty())) {
            throw new Overtaken();
        }
        String digest = policyFile.current().digest();
        AccessRequest issued = (attempt.step() == 0
                        ? Transitions.issued(tx, request, digest, tx.now().plus(request.ttl()))
                        : refreshed(tx, request, digest))
                .orElseThrow(Overtaken::new);
        Credential credential = credential(tx, issued, attempt.step(), minted);
        tx.credentials().insert(credential, issued, minted.token());
        noteRules(tx, issued);
        tx.audit()
                .append(AuditEvent.of(
                        attempt.step() == 0 ? AuditEvent.Type.CREDENTIAL_ISSUED : AuditEvent.Type.CREDENTIAL_REFRESHED,
                        issued,
                        issuedDetail(caller, issued, credential)));
        if (attempt.step() > 0) {
            Threads.say(
                    tx,
                    issued,
                    "refreshed, " + credential.id() + " is the session's token number " + (attempt.step() + 1),
                    "");
        }
        return new Answer.Issued(
                issued,
                credential,
                minted.token(),
                gitHub.botUser(),
                policyFile.current().attribution(request.bot()));
    }

    /** What humans remembered is looked at again now and then, and then they want to know what of it was used. */
    private void noteRules(Transaction tx, AccessRequest request) {
        if (request.approval().filter(how -> how == ApprovalKind.AUTO).isEmpty()) {
            return;
        }
        for (KeptRule rule : policyFile.keptFor(request.bot(), request.scope())) {
            request.scope().permissions().levels().forEach((permission, level) -> {
                if (rule.permissions().covers(Permissions.of(Map.of(permission, level)))) {
                    tx.keptRuleUses().note(rule.key(), permission, level);
                }
            });
        }
    }

    /** Rolls the unit of work back: the request ended, or another attempt took over, while GitHub was minting. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("the request has changed", null, false, false);
        }
    }

    private static Optional<AccessRequest> refreshed(Transaction tx, AccessRequest before, String policyDigest) {
        AccessRequest after = before.refreshed(policyDigest);
        return tx.requests().change(before, after) ? Optional.of(after) : Optional.empty();
    }

    private Credential credential(Transaction tx, AccessRequest request, int step, Mint.Minted minted) {
        Instant grantEnds = request.grantEndsAt().orElseThrow();
        Instant expires = grantEnds.isBefore(minted.expiresAt()) ? grantEnds : minted.expiresAt();
        return new Credential(
                ids.tokenId(),
                request.id(),
                request.bot(),
                step,
                CredentialState.ACTIVE,
                minted.deployKey()
                        .map(key -> Secret.of(key.publicKey()).sha256())
                        .orElseGet(() -> minted.token().sha256()),
                tx.now(),
                expires,
                minted.deployKey().isPresent() ? expires : minted.expiresAt(),
                minted.deployKey());
    }

    private static Map<String, String> issuedDetail(Caller caller, AccessRequest request, Credential credential) {
        Map<String, String> detail = new HashMap<>();
        detail.put("approval", request.approval().orElse(ApprovalKind.AUTO).word());
        detail.put("token_id", credential.id().value());
        detail.put("token_sha256", credential.tokenSha256());
        detail.put("expires_at", credential.expiresAt().toString());
        detail.put("client_ip", caller.clientIp());
        detail.put("reason", request.reason().text());
        detail.put("rule", request.rule());
        detail.put("policy_hash", request.policyDigest());
        credential.deployKey().ifPresent(key -> {
            detail.put("deploy_key_id", Long.toString(key.githubId()));
            detail.put("deploy_key", new SshPublicKey(key.publicKey()).fingerprint());
            detail.put("read_only", Boolean.toString(key.readOnly()));
        });
        request.decision().ifPresent(decision -> detail.put("actor", decision.byId()));
        return detail;
    }
}
