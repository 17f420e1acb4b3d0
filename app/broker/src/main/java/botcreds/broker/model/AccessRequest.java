package botcreds.broker.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One ask by one bot, and where it stands. A new value for every change; the store's row is the truth.
 *
 * @param shortId         what humans call it, without the {@code #}; unique among the living
 * @param repositoryIds   GitHub's ids in the order of {@code scope.repositories()}, pinned when the request was made
 * @param installationId  GitHub's id of the installation that covers them
 * @param ttl             how long each credential lives; for a session and a deploy key how long the grant lives
 * @param revision        starts at 1 and grows with whatever a human would see differently; clicks on an older one are refused
 * @param step            0 for the first credential, one more for each refresh
 * @param approval        how it was approved; empty before
 * @param decision        who decided and why; empty before a human or policy did
 * @param rule            the policy rule that led here, for example {@code bots.machina-bot.auto_approve[0] (line 12)}
 * @param policyDigest    digest of the policy that was applied last
 * @param expiresAt       when an undecided or uncollected request ends
 * @param grantEndsAt     when a grant ends, from the first credential on; empty before
 */
public record AccessRequest(
        RequestId id,
        String shortId,
        BotId bot,
        Scope scope,
        List<Long> repositoryIds,
        long installationId,
        Reason reason,
        Kind kind,
        Duration ttl,
        RequestState state,
        int revision,
        int step,
        Optional<ApprovalKind> approval,
        Optional<HumanDecision> decision,
        String rule,
        String policyDigest,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> grantEndsAt,
        Optional<String> callbackUrl,
        String clientIp) {
    public AccessRequest {
        repositoryIds = List.copyOf(repositoryIds);
        if (repositoryIds.size() != scope.repositories().size()) {
            throw new IllegalArgumentException("each repository of a request has its id pinned");
        }
    }

    /** Policy allowed it when it was asked, and nothing has become of it yet: no human has ever seen it. */
    public boolean wasAllowedAtOnce() {
        return state == RequestState.APPROVED && revision == 1;
    }

    /** The request after a yes; it may be collected until {@code collectBy}. */
    public AccessRequest approved(
            ApprovalKind how, Optional<HumanDecision> by, String byRule, String byPolicy, Instant collectBy) {
        return with(RequestState.APPROVED, step, Optional.of(how), by, byRule, byPolicy, collectBy, grantEndsAt);
    }

    /**
     * The request after a human has changed what it is about: fewer of its repositories, less of its permissions, another
     * time. It still waits.
     *
     * @throws IllegalArgumentException if that is more than what it was about, for nobody asked for more
     */
    public AccessRequest narrowed(Scope to, Duration forHowLong) {
        if (!scope.covers(to)) {
            throw new IllegalArgumentException("a request can only be narrowed");
        }
        List<Long> ids = to.repositories().stream()
                .map(each -> repositoryIds.get(scope.repositories().indexOf(each)))
                .toList();
        return new AccessRequest(
                id,
                shortId,
                bot,
                to,
                ids,
                installationId,
                reason,
                kind,
                forHowLong,
                state,
                revision + 1,
                step,
                approval,
                decision,
                rule,
                policyDigest,
                createdAt,
                expiresAt,
                grantEndsAt,
                callbackUrl,
                clientIp);
    }

    /** The request after it has ended without a decision: expired, cancelled or revoked. */
    public AccessRequest ended(RequestState end) {
        return with(end, step, approval, decision, rule, policyDigest, expiresAt, grantEndsAt);
    }

    /** The request after a no: a human's, the policy's or GitHub's. */
    public AccessRequest ended(RequestState end, HumanDecision by, String byRule) {
        return with(end, step, approval, Optional.of(by), byRule, policyDigest, expiresAt, grantEndsAt);
    }

    /** The request after its first credential; the grant lives until {@code grantEnds}. */
    public AccessRequest issued(String byPolicy, Instant grantEnds) {
        return with(RequestState.ISSUED, step, approval, decision, rule, byPolicy, expiresAt, Optional.of(grantEnds));
    }

    /** The request after one more credential under the same grant. */
    public AccessRequest refreshed(String byPolicy) {
        return with(RequestState.ISSUED, step + 1, approval, decision, rule, byPolicy, expiresAt, grantEndsAt);
    }

    private AccessRequest with(
            RequestState newState,
            int newStep,
            Optional<ApprovalKind> newApproval,
            Optional<HumanDecision> newDecision,
            String newRule,
            String newPolicyDigest,
            Instant newExpiresAt,
            Optional<Instant> newGrantEndsAt) {
        return new AccessRequest(
                id,
                shortId,
                bot,
                scope,
                repositoryIds,
                installationId,
                reason,
                kind,
                ttl,
                newState,
                revision + 1,
                newStep,
                newApproval,
                newDecision,
                newRule,
                newPolicyDigest,
                createdAt,
                newExpiresAt,
                newGrantEndsAt,
                callbackUrl,
                clientIp);
    }
}
