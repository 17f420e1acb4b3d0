package botcreds.broker.store;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Human;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.RandomIds;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Requests, credentials and events to put into a store. */
final class Rows {
    static Human human(String id, String name) {
        return new Human(id, name, Optional.empty(), Set.of());
    }

    static final RandomIds IDS = new RandomIds(Clock.systemUTC());
    static final BotId BOT = new BotId("machina-bot");
    static final String FINGERPRINT = "f".repeat(64);
    static final Repository REPO_A = new Repository("MyOrg", "repo-a");
    static final Repository REPO_B = new Repository("MyOrg", "repo-b");
    static final Instant START = Instant.parse("2026-11-23T10:00:00.123456Z");

    private Rows() {}

    static AccessRequest pending(BotId bot, Instant createdAt) {
        return new AccessRequest(
                new RandomIds(InstantSource.fixed(createdAt)).requestId(),
                IDS.shortId(4),
                bot,
                Scope.of(List.of(REPO_A, REPO_B), Permissions.ofWords(List.of("contents:write", "issues:read"))),
                List.of(11L, 22L),
                7,
                new Reason("Fixing bug #123 – «schön»"),
                Kind.INSTALLATION_TOKEN,
                Duration.ofMinutes(30),
                RequestState.PENDING,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                "defaults",
                "digest",
                createdAt.truncatedTo(ChronoUnit.MICROS),
                createdAt.plus(Duration.ofHours(24)).truncatedTo(ChronoUnit.MICROS),
                Optional.empty(),
                Optional.of("https://bot.example/hook"),
                "10.0.0.9");
    }

    static AccessRequest pending() {
        return pending(BOT, START);
    }

    static AccessRequest in(AccessRequest request, RequestState state) {
        boolean issued = state == RequestState.ISSUED;
        return new AccessRequest(
                request.id(),
                request.shortId(),
                request.bot(),
                request.scope(),
                request.repositoryIds(),
                request.installationId(),
                request.reason(),
                request.kind(),
                request.ttl(),
                state,
                request.revision(),
                request.step(),
                state == RequestState.APPROVED ? Optional.of(ApprovalKind.MANUAL) : request.approval(),
                state == RequestState.APPROVED
                        ? Optional.of(new HumanDecision("U1", "alice", START, Optional.of("fine")))
                        : request.decision(),
                request.rule(),
                request.policyDigest(),
                request.createdAt(),
                request.expiresAt(),
                issued ? Optional.of(START.plus(Duration.ofHours(1))) : request.grantEndsAt(),
                request.callbackUrl(),
                request.clientIp());
    }

    static Secret token() {
        return Secret.of("ghs_" + IDS.requestId().value().substring(4));
    }

    static Credential credential(AccessRequest request, Secret secret) {
        return new Credential(
                IDS.tokenId(),
                request.id(),
                request.bot(),
                request.step(),
                CredentialState.ACTIVE,
                secret.sha256(),
                START,
                START.plus(Duration.ofMinutes(30)),
                START.plus(Duration.ofHours(1)),
                Optional.empty());
    }

    static AuditEvent event(AccessRequest request, String reason) {
        return AuditEvent.of(
                AuditEvent.Type.CREDENTIAL_REQUESTED,
                request,
                Map.of("reason", reason, "client_ip", request.clientIp(), "zebra", "last"));
    }
}
