package botcreds.broker.outside;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditEvent.Type;
import botcreds.broker.model.RequestState;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@link Invariants} says of requests: their lives as the log tells them, told over again without the broker's code. */
final class RequestInvariants {
    /** What is due is done in the next round, or by the node that takes over from the one that was killed. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Set<Type> OF_SOMETHING_GIVEN =
            EnumSet.of(Type.MINT_STARTED, Type.CREDENTIAL_ISSUED, Type.CREDENTIAL_REFRESHED, Type.CREDENTIAL_DELIVERED);
    private static final Set<RequestState> ENDED = EnumSet.of(
            RequestState.DENIED,
            RequestState.EXPIRED,
            RequestState.CANCELLED,
            RequestState.FAILED,
            RequestState.REVOKED);

    private final Ledgers ledgers;
    private final Consumer<String> finding;

    RequestInvariants(Ledgers ledgers, Consumer<String> finding) {
        this.ledgers = ledgers;
        this.finding = finding;
    }

    void check() {
        ledgers.histories().forEach(this::life);
        ledgers.rows(Type.CREDENTIAL_ISSUED).forEach(this::authority);
        ledgers.rows(Type.APPROVAL_GRANTED).forEach(this::grantedInTime);
        chain();
        ledgers.standings().forEach(this::endedInTime);
        ledgers.tokens().forEach(this::deadInTime);
        deadAtGitHubToo();
    }

    /** I3, I4 and I9: one life after another, row by row. */
    private void life(String id, List<AuditEvent.Recorded> rows) {
        @Nullable RequestState state = null;
        for (AuditEvent.Recorded row : rows) {
            Type type = row.event().type();
            RequestState next = after(type);
            if (OF_SOMETHING_GIVEN.contains(type) && state != null && ENDED.contains(state)) {
                finding.accept((state == RequestState.DENIED ? "I4: row " : "I3: row ") + row.seq() + " of " + id
                        + " is " + type.word() + ", after the request was " + state);
            } else if (next != null && !mayFollow(state, next)) {
                finding.accept("I3: row " + row.seq() + " of " + id + " is " + type.word() + ", and the request was "
                        + (state == null ? "unknown" : state));
            }
            state = next == null ? state : next;
        }
        if (state == RequestState.PENDING && count(rows, Type.APPROVAL_REQUESTED) == 0) {
            // Policy allowed it at once, and nothing has come of it yet.
            state = RequestState.APPROVED;
        }
        Ledgers.Standing standing = ledgers.standings().get(id);
        if (standing == null || standing.state() != state) {
            finding.accept("I9: by the log " + id + " is " + state + ", and by the books "
                    + (standing == null ? "it is unknown" : standing.state()));
        }
        long refreshed = count(rows, Type.CREDENTIAL_REFRESHED);
        long steps = rows.stream()
                .filter(row -> row.event().type() == Type.MINT_STARTED)
                .map(row -> Ledgers.detail(row, "step"))
                .distinct()
                .count();
        if (refreshed >= Math.max(steps, 1)) {
            finding.accept("I3: " + id + " has more tokens than steps");
        }
    }

    private static long count(List<AuditEvent.Recorded> rows, Type type) {
        return rows.stream().filter(row -> row.event().type() == type).count();
    }

    private static @Nullable RequestState after(Type type) {
        return switch (type) {
            case CREDENTIAL_REQUESTED -> RequestState.PENDING;
            case APPROVAL_GRANTED -> RequestState.APPROVED;
            case CREDENTIAL_ISSUED -> RequestState.ISSUED;
            case APPROVAL_DENIED, CREDENTIAL_DENIED -> RequestState.DENIED;
            case APPROVAL_EXPIRED, GRANT_ENDED -> RequestState.EXPIRED;
            case REQUEST_CANCELLED -> RequestState.CANCELLED;
            case REQUEST_FAILED -> RequestState.FAILED;
            case CREDENTIAL_REVOCATION_REQUESTED -> RequestState.REVOKED;
            default -> null;
        };
    }

    /** What policy allows at once is issued without having been approved. */
    private static boolean mayFollow(@Nullable RequestState state, RequestState next) {
        if (state == null) {
            return next == RequestState.PENDING;
        }
        return switch (state) {
            case PENDING -> next != RequestState.PENDING && next != RequestState.REVOKED;
            case APPROVED ->
                next != RequestState.PENDING && next != RequestState.APPROVED && next != RequestState.REVOKED;
            case ISSUED -> next == RequestState.REVOKED || next == RequestState.EXPIRED;
            case DENIED, EXPIRED, CANCELLED, FAILED, REVOKED -> false;
        };
    }

    private void authority(AuditEvent.Recorded issued) {
        Optional<AuditEvent.Recorded> granted = granted(issued);
        if (Ledgers.detail(issued, "approval").equals("auto")) {
            if (Ledgers.detail(issued, "rule").isEmpty()) {
                finding.accept("I5: row " + issued.seq() + " was issued without a human and without a rule");
            }
        } else if (granted.isEmpty()) {
            finding.accept("I5: row " + issued.seq() + " was issued, and nobody had approved it");
        } else if (!ledgers.deciders().contains(Ledgers.detail(granted.get(), "actor"))) {
            finding.accept("I5: row " + granted.get().seq() + " was approved by "
                    + Ledgers.detail(granted.get(), "actor") + ", who may not");
        }
    }

    private Optional<AuditEvent.Recorded> granted(AuditEvent.Recorded issued) {
        return ledgers.rows(Type.APPROVAL_GRANTED)
                .filter(row -> Ledgers.request(row).equals(Ledgers.request(issued)) && row.seq() < issued.seq())
                .findFirst();
    }

    private void grantedInTime(AuditEvent.Recorded granted) {
        ledgers.rows(Type.APPROVAL_REQUESTED)
                .filter(row -> Ledgers.request(row).equals(Ledgers.request(granted)))
                .map(row -> Ledgers.detail(row, "expires_at"))
                .filter(end -> !end.isEmpty() && !granted.at().isBefore(Instant.parse(end)))
                .forEach(end -> finding.accept("I5: row " + granted.seq() + " came after the request's end, " + end));
        if (Ledgers.detail(granted, "surface").equals("slack_button")) {
            clicked(granted);
        }
    }

    /** Slack knows of the click, and on what was clicked stood what was approved. */
    private void clicked(AuditEvent.Recorded granted) {
        List<JsonNode> clicks = ledgers.slack().stream()
                .map(botcreds.sandbox.slack.LedgerEntry::body)
                .filter(body -> body.path("user").path("id").asText().equals(Ledgers.detail(granted, "actor")))
                .filter(body -> body.toString().contains(Ledgers.request(granted) + ":"))
                .toList();
        if (clicks.isEmpty()) {
            finding.accept("I5: row " + granted.seq() + " came by a button, and Slack knows of no such click");
            return;
        }
        List<String> words = Stream.of("repo", "permissions")
                .flatMap(field -> Stream.of(Ledgers.detail(granted, field).split(" ", -1)))
                .toList();
        if (clicks.stream()
                .map(JsonNode::toString)
                .noneMatch(click -> words.stream().allMatch(click::contains))) {
            finding.accept("I6: row " + granted.seq() + " approved " + words + ", and that stood on no card");
        }
    }

    /** The chain as the documentation of the log has it, not as the broker's code has it. */
    private void chain() {
        AuditEvent.@Nullable Recorded before = null;
        for (AuditEvent.Recorded row : ledgers.audit()) {
            boolean fits = sha256(row.prevHash() + "\n" + row.json()).equals(row.hash());
            if (before != null) {
                fits &= row.seq() == before.seq() + 1
                        && row.prevHash().equals(before.hash())
                        && !row.at().isBefore(before.at());
            }
            if (!fits) {
                finding.accept("I9: row " + row.seq() + " does not fit the chain");
            }
            before = row;
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private void endedInTime(String id, Ledgers.Standing standing) {
        boolean open = standing.state() == RequestState.PENDING || standing.state() == RequestState.APPROVED;
        if (open && standing.expiresAt().plus(GRACE).isBefore(ledgers.taken())) {
            finding.accept(
                    "I10: " + id + " is " + standing.state() + ", and should have ended at " + standing.expiresAt());
        }
    }

    private void deadInTime(AuditEvent.Recorded issued) {
        Instant end = Instant.parse(Ledgers.detail(issued, "expires_at"));
        boolean over = end.plus(GRACE).isBefore(ledgers.taken());
        boolean said = ledgers.rowsOf(
                        Ledgers.detail(issued, "token_sha256"), Type.CREDENTIAL_EXPIRED, Type.CREDENTIAL_REVOKED)
                .findAny()
                .isPresent();
        if (over && !said) {
            finding.accept("I10: the token of row " + issued.seq() + " should have ended at " + end);
        }
    }

    private void deadAtGitHubToo() {
        ledgers.rows(Type.CREDENTIAL_REVOKED, Type.CREDENTIAL_EXPIRED).forEach(row -> {
            String sha256 = Ledgers.detail(row, "token_sha256");
            Optional<Instant> byItself =
                    ledgers.mintOf(sha256).map(mint -> mint.token().expiresAt());
            boolean alive = byItself.filter(row.at()::isBefore).isPresent();
            if (alive && ledgers.revocationOf(sha256).isEmpty()) {
                finding.accept("I10: row " + row.seq() + " says "
                        + row.event().type().word() + ", and GitHub was not told that the token must die");
            }
        });
    }
}
