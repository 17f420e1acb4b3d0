package botcreds.broker.outside;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestState;
import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.github.LedgerEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What everybody wrote down for themselves: clients, GitHub and Slack outside the broker, and the broker's own audit log.
 *
 * @param client       every answer with a token
 * @param acknowledged requests a bot was told of
 * @param approved     requests whose approval a human was told of
 * @param gitHub       every call, oldest first
 * @param repositories GitHub's names by id
 * @param slack        every call and click, oldest first
 * @param audit        every row, oldest first
 * @param standings    where the requests stand by the broker's books
 * @param deciders     who may approve all that was asked for
 * @param taken        the database's time when the books were read
 */
record Ledgers(
        List<Deeds.Received> client,
        Set<String> acknowledged,
        Set<String> approved,
        List<LedgerEntry> gitHub,
        Map<Long, String> repositories,
        List<botcreds.sandbox.slack.LedgerEntry> slack,
        List<AuditEvent.Recorded> audit,
        Map<String, Standing> standings,
        Set<String> deciders,
        Instant taken) {

    /** Where a request stands, and when that ends if nothing else happens. */
    record Standing(RequestState state, Instant expiresAt) {}

    /** Collects them. Nobody may write any more. */
    static Ledgers of(Town town, Deeds deeds, Records left) {
        List<LedgerEntry> calls = town.gitHub.ledger().entries();
        if (mints(calls).count() != town.gitHub.ledger().mintCount()) {
            throw new IllegalStateException("GitHub's ledger has forgotten its first calls; ask for less work");
        }
        Map<Long, String> names = mints(calls)
                .flatMap(mint -> Optional.ofNullable(mint.token().repositories()).orElse(Set.of()).stream())
                .distinct()
                .flatMap(id -> town.gitHub.repositories().find(id).stream())
                .collect(Collectors.toMap(HostedRepository::id, HostedRepository::fullName));
        List<AuditEvent.Recorded> audit = left.audit();
        return new Ledgers(
                List.copyOf(deeds.received),
                Set.copyOf(deeds.acknowledged.keySet()),
                Set.copyOf(deeds.approved),
                calls,
                names,
                town.slack.ledger().entries(),
                audit,
                left.standings(audit),
                Town.DECIDERS,
                left.now());
    }

    /** Mints that brought a token, whether or not anybody heard of it. */
    Stream<LedgerEntry> mints() {
        return mints(gitHub);
    }

    private static Stream<LedgerEntry> mints(List<LedgerEntry> calls) {
        return calls.stream().filter(call -> call.kind() == LedgerEntry.Kind.MINT && call.token() != null);
    }

    Optional<LedgerEntry> mintOf(String sha256) {
        return mints().filter(mint -> mint.token().sha256().equals(sha256)).findFirst();
    }

    /** When GitHub was told that the token must die, if it was. */
    Optional<Instant> revocationOf(String sha256) {
        return gitHub.stream()
                .filter(call -> call.kind() == LedgerEntry.Kind.REVOKE && call.token() != null)
                .filter(call -> call.token().sha256().equals(sha256))
                .map(LedgerEntry::at)
                .findFirst();
    }

    Stream<AuditEvent.Recorded> rows(AuditEvent.Type... types) {
        List<AuditEvent.Type> wanted = Arrays.asList(types);
        return audit.stream().filter(row -> wanted.contains(row.event().type()));
    }

    Stream<AuditEvent.Recorded> rowsOf(String sha256, AuditEvent.Type... types) {
        return rows(types).filter(row -> sha256.equals(detail(row, "token_sha256")));
    }

    /** The rows that brought a token into the world, of a token and not of a deploy key. */
    Stream<AuditEvent.Recorded> tokens() {
        return rows(AuditEvent.Type.CREDENTIAL_ISSUED, AuditEvent.Type.CREDENTIAL_REFRESHED)
                .filter(row -> detail(row, "deploy_key_id").isEmpty());
    }

    /** Request id, and its rows, oldest first. */
    Map<String, List<AuditEvent.Recorded>> histories() {
        return audit.stream()
                .filter(row -> row.event().request().isPresent())
                .collect(Collectors.groupingBy(Ledgers::request));
    }

    static String request(AuditEvent.Recorded row) {
        return row.event().request().map(Object::toString).orElse("");
    }

    /** One field of a row, or nothing. */
    static String detail(AuditEvent.Recorded row, String name) {
        return row.event().detail().getOrDefault(name, "");
    }

    /** Repositories and permissions in one line, without what GitHub adds to each token. */
    static String scope(AuditEvent.Recorded row) {
        return scope(detail(row, "repo"), detail(row, "permissions"));
    }

    static String scope(String repositories, String permissions) {
        return words(repositories) + " " + words(permissions);
    }

    String scope(LedgerEntry mint) {
        Set<Long> ids = mint.token().repositories();
        if (ids == null) {
            return "everything";
        }
        String names =
                ids.stream().map(id -> repositories.getOrDefault(id, "?")).collect(Collectors.joining(" "));
        String permissions = mint.token().permissions().levels().entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue().word())
                .collect(Collectors.joining(" "));
        return scope(names, permissions);
    }

    private static Set<String> words(String text) {
        Set<String> words = new TreeSet<>(List.of(text.split(" ", -1)));
        words.remove("metadata:read");
        words.remove("");
        return words;
    }
}
