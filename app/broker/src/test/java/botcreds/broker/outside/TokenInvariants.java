package botcreds.broker.outside;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditEvent.Type;
import botcreds.sandbox.github.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@link Invariants} says of tokens: between the client, GitHub and the log. */
final class TokenInvariants {
    /** Old and new tokens of GitHub. */
    private static final Pattern TOKEN = Pattern.compile("gh[a-z]_[A-Za-z0-9._-]{20,}");

    private static final Type[] HANDED_OUT = {
        Type.CREDENTIAL_ISSUED, Type.CREDENTIAL_REFRESHED, Type.CREDENTIAL_DELIVERED
    };

    private final Ledgers ledgers;
    private final Consumer<String> finding;

    TokenInvariants(Ledgers ledgers, Consumer<String> finding) {
        this.ledgers = ledgers;
        this.finding = finding;
    }

    void check() {
        Map<String, List<Deeds.Received>> received =
                ledgers.client().stream().collect(groupingBy(Deeds.Received::sha256));
        received.forEach(this::auditBeforeRelease);
        received.forEach(this::rightRecipient);
        nothingAcknowledgedIsMissing();
        intentBeforeMint();
        noMintIsForgotten();
        ledgers.tokens().forEach(this::exactScope);
        ledgers.tokens().forEach(this::revokedOnlyWithARow);
        ledgers.tokens().forEach(this::notHandedOutPastItsEnd);
        ledgers.tokens().forEach(this::notHandedOutDead);
        noTokenInSlackOrInTheLog();
    }

    private void auditBeforeRelease(String sha256, List<Deeds.Received> answers) {
        List<AuditEvent.Recorded> rows = ledgers.rowsOf(sha256, HANDED_OUT).toList();
        List<Deeds.Received> inOrder = answers.stream()
                .sorted(Comparator.comparing(Deeds.Received::at))
                .toList();
        if (rows.stream().allMatch(row -> row.event().type() == Type.CREDENTIAL_DELIVERED)) {
            finding.accept("I1: a bot has the token " + sha256 + " of "
                    + inOrder.get(0).request() + ", and no row says that it was issued");
            return;
        }
        for (int nth = 0; nth < inOrder.size(); nth++) {
            Deeds.Received answer = inOrder.get(nth);
            if (nth >= rows.size()) {
                finding.accept("I1: answer " + (nth + 1) + " with the token of " + answer.request()
                        + " has no row of its own");
            } else if (rows.get(nth).at().isAfter(answer.at())) {
                finding.accept("I1: row " + rows.get(nth).seq() + " was written after the token of " + answer.request()
                        + " had left");
            }
        }
    }

    private void rightRecipient(String sha256, List<Deeds.Received> answers) {
        Optional<AuditEvent.Recorded> row = ledgers.rowsOf(sha256, HANDED_OUT).findFirst();
        Optional<Instant> end = ledgers.mintOf(sha256).map(mint -> mint.token().expiresAt());
        for (Deeds.Received answer : answers) {
            if (row.isPresent()) {
                String owner = row.get().event().bot().map(Object::toString).orElse("");
                if (!owner.equals(answer.bot())) {
                    finding.accept("I7: " + answer.bot() + " has got the token of row "
                            + row.get().seq() + ", which is " + owner + "'s");
                }
                if (!Ledgers.request(row.get()).equals(answer.request())) {
                    finding.accept("I7: an answer about " + answer.request() + " carried the token of "
                            + Ledgers.request(row.get()));
                }
            }
            if (end.filter(answer.expiresAt()::isAfter).isPresent()) {
                finding.accept("I10: " + answer.request() + " was promised a token until " + answer.expiresAt()
                        + ", and GitHub ends it at " + end.get());
            }
        }
    }

    /** By the time at which it was written that the token leaves; the answer itself may take a moment more. */
    private void notHandedOutPastItsEnd(AuditEvent.Recorded issued) {
        String sha256 = Ledgers.detail(issued, "token_sha256");
        Instant end = Instant.parse(Ledgers.detail(issued, "expires_at"));
        ledgers.rowsOf(sha256, HANDED_OUT)
                .filter(row -> !row.at().isBefore(end))
                .forEach(row -> finding.accept("I10: row " + row.seq() + " hands out a token whose end was " + end));
    }

    /** What GitHub has been told to revoke is nothing to hand out, however it came that the books did not know. */
    private void notHandedOutDead(AuditEvent.Recorded issued) {
        String sha256 = Ledgers.detail(issued, "token_sha256");
        Optional<Instant> told = ledgers.revocationOf(sha256);
        ledgers.rowsOf(sha256, HANDED_OUT)
                .filter(row -> told.filter(row.at()::isAfter).isPresent())
                .forEach(row -> finding.accept(
                        "I10: row " + row.seq() + " hands out a token that GitHub had been told to revoke"));
    }

    private void nothingAcknowledgedIsMissing() {
        Set<String> asked = requests(Type.CREDENTIAL_REQUESTED);
        Set<String> granted = requests(Type.APPROVAL_GRANTED);
        ledgers.acknowledged().stream()
                .filter(id -> !asked.contains(id))
                .forEach(id -> finding.accept("I1: " + id + " was acknowledged and is not in the log"));
        ledgers.approved().stream()
                .filter(id -> !granted.contains(id))
                .forEach(id -> finding.accept("I1: the approval of " + id + " was acknowledged and is not in the log"));
    }

    private Set<String> requests(Type type) {
        return ledgers.rows(type).map(Ledgers::request).collect(Collectors.toSet());
    }

    /** The n-th mint of a scope needs an n-th intent before it. */
    private void intentBeforeMint() {
        Map<String, List<Instant>> intents = Stream.concat(
                        ledgers.rows(Type.MINT_STARTED, Type.REPOSITORY_LOOKED_UP)
                                .map(row -> Map.entry(Ledgers.scope(row), row.at())),
                        ledgers.rows(Type.OWN_TOKEN_USED)
                                .map(row -> Map.entry(
                                        Ledgers.scope(Ledgers.detail(row, "repo"), Ledgers.detail(row, "granted")),
                                        row.at())))
                .collect(groupingBy(Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        Map<String, List<LedgerEntry>> mints = ledgers.mints().collect(groupingBy(ledgers::scope));
        mints.forEach((scope, calls) -> {
            List<Instant> before = intents.getOrDefault(scope, List.of());
            for (int nth = 0; nth < calls.size(); nth++) {
                LedgerEntry mint = calls.get(nth);
                if (nth >= before.size() || before.get(nth).isAfter(mint.at())) {
                    finding.accept(
                            "I2: GitHub's call " + mint.number() + " minted for " + scope + " before any intent");
                }
            }
        });
    }

    private void noMintIsForgotten() {
        Set<String> issued =
                ledgers.tokens().map(row -> Ledgers.detail(row, "token_sha256")).collect(Collectors.toSet());
        Map<String, Long> onTheBooks =
                new java.util.HashMap<>(ledgers.rows(Type.ORPHAN_POSSIBLE, Type.REPOSITORY_LOOKED_UP)
                        .collect(groupingBy(Ledgers::scope, counting())));
        ledgers.rows(Type.OWN_TOKEN_USED)
                .map(row -> Ledgers.scope(Ledgers.detail(row, "repo"), Ledgers.detail(row, "granted")))
                .forEach(scope -> onTheBooks.merge(scope, 1L, Long::sum));
        Map<String, List<LedgerEntry>> unknown = ledgers.mints()
                .filter(mint -> !issued.contains(mint.token().sha256()))
                .filter(mint -> ledgers.revocationOf(mint.token().sha256()).isEmpty())
                .collect(groupingBy(ledgers::scope));
        unknown.forEach((scope, mints) -> {
            if (mints.size() > onTheBooks.getOrDefault(scope, 0L)) {
                finding.accept("I2: nobody holds, has revoked or has listed as a possible orphan one of GitHub's calls "
                        + mints.stream().map(LedgerEntry::number).toList() + " for " + scope);
            }
        });
    }

    private void exactScope(AuditEvent.Recorded row) {
        String written = Ledgers.scope(row);
        Optional<LedgerEntry> mint = ledgers.mintOf(Ledgers.detail(row, "token_sha256"));
        if (mint.isEmpty()) {
            finding.accept("I6: row " + row.seq() + " names a token that GitHub has never minted");
        } else if (!ledgers.scope(mint.get()).equals(written)) {
            finding.accept(
                    "I6: row " + row.seq() + " says " + written + ", and GitHub minted " + ledgers.scope(mint.get()));
        }
        ledgers.rows(Type.APPROVAL_GRANTED)
                .filter(granted -> Ledgers.request(granted).equals(Ledgers.request(row)))
                .filter(granted -> !Ledgers.scope(granted).equals(written))
                .forEach(granted -> finding.accept("I6: " + Ledgers.scope(granted) + " was approved in row "
                        + granted.seq() + ", and " + written + " was issued in row " + row.seq()));
    }

    /** A token that is on the books must not die without one word there: its bot would be handed a dead one. */
    private void revokedOnlyWithARow(AuditEvent.Recorded row) {
        String sha256 = Ledgers.detail(row, "token_sha256");
        boolean dead = ledgers.revocationOf(sha256).isPresent();
        boolean said = ledgers.rowsOf(sha256, Type.CREDENTIAL_REVOKED, Type.CREDENTIAL_EXPIRED)
                        .findAny()
                        .isPresent()
                || ledgers.rows(Type.CREDENTIAL_REVOCATION_REQUESTED, Type.GRANT_ENDED)
                        .anyMatch(end -> Ledgers.request(end).equals(Ledgers.request(row)));
        if (dead && !said) {
            finding.accept("I9: the token of row " + row.seq() + " was revoked at GitHub, and no row says so");
        }
    }

    private void noTokenInSlackOrInTheLog() {
        List<String> texts = new ArrayList<>();
        ledgers.slack()
                .forEach(entry -> texts.add("Slack's entry " + entry.number() + "\n" + entry.body() + entry.answer()));
        ledgers.audit().forEach(row -> texts.add("row " + row.seq() + "\n" + row.json()));
        for (String text : texts) {
            Matcher token = TOKEN.matcher(text);
            if (token.find()) {
                finding.accept(
                        "I7: there is a token in " + text.lines().findFirst().orElse(""));
            }
        }
    }
}
