package botcreds.broker.outside;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestId;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.SealKeys;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import botcreds.broker.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a dead broker left on disk. Reads a copy: opening the files would repair what the broker itself has to repair when
 * it starts again.
 */
final class Records implements AutoCloseable {
    private final Store store;

    private Records(Store store) {
        this.store = store;
    }

    static Records leftIn(Path data) throws IOException {
        Path copy = Files.createTempDirectory(data.getParent(), "copy-");
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new Records(Store.open(
                StoreConfig.of("jdbc:h2:file:" + copy.resolve("botcreds")),
                Clock.systemUTC(),
                SealKeys.readOrCreate(copy.resolve("seal.key"))));
    }

    /** The same of a PostgreSQL that still runs. */
    static Records in(String jdbcUrl, byte[] sealKey) {
        return new Records(Store.open(StoreConfig.of(jdbcUrl), Clock.systemUTC(), SealKeys.of(List.of(sealKey))));
    }

    /** Throws at the first row that does not fit the chain. */
    long verifyAudit() {
        return store.verifyAudit();
    }

    Optional<AccessRequest> request(String id) {
        return store.read(tx -> tx.requests().byId(new RequestId(id)));
    }

    /** What the audit log has about a request, newest first. */
    List<AuditEvent.Recorded> auditOf(String id) {
        AuditFilter filter = AuditFilter.newest(AuditFilter.MOST).request(new RequestId(id));
        return store.read(tx -> tx.audit().latest(filter));
    }

    long count(AuditEvent.Type event) {
        AuditFilter filter = AuditFilter.newest(AuditFilter.MOST).event(event);
        int found = store.read(tx -> tx.audit().latest(filter)).size();
        if (found == AuditFilter.MOST) {
            throw new IllegalStateException("there may be more " + event + " than are read; ask for less work");
        }
        return found;
    }

    /** All of the audit log, oldest first. */
    List<AuditEvent.Recorded> audit() {
        List<AuditEvent.Recorded> all = new ArrayList<>();
        List<AuditEvent.Recorded> some;
        do {
            long after = all.isEmpty() ? 0 : all.get(all.size() - 1).seq();
            some = store.read(
                    tx -> tx.audit().latest(AuditFilter.newest(AuditFilter.MOST).after(after)));
            all.addAll(some);
        } while (some.size() == AuditFilter.MOST);
        return all;
    }

    /** Where those requests stand that the rows are about. */
    Map<String, Ledgers.Standing> standings(List<AuditEvent.Recorded> rows) {
        Set<RequestId> ids =
                rows.stream().flatMap(row -> row.event().request().stream()).collect(Collectors.toSet());
        return store.read(tx -> ids.stream()
                .flatMap(id -> tx.requests().byId(id).stream())
                .collect(Collectors.toMap(
                        request -> request.id().value(),
                        request -> new Ledgers.Standing(request.state(), request.expiresAt()))));
    }

    /** The database's time. */
    Instant now() {
        return store.read(Transaction::now);
    }

    @Override
    public void close() {
        store.close();
    }
}
