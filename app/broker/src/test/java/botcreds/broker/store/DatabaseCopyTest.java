package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Secret;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An H2 file that the real store filled, copied into a real PostgreSQL and into another file. */
class DatabaseCopyTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final SealKeys KEYS = SealKeys.of(Engine.KEY);

    @TempDir
    Path directory;

    private StoreConfig source;
    private StoreConfig target;

    @BeforeEach
    void names() {
        source = StoreConfig.of("jdbc:h2:file:" + directory.resolve("botcreds"));
        target = StoreConfig.of(Engine.POSTGRESQL.freshUrl());
    }

    private static Store open(StoreConfig config) {
        return Store.open(config, CLOCK, Engine.KEY);
    }

    /** A request with a living token, and some more rows of the log. */
    private Credential fill(Secret secret, int more) {
        AccessRequest request = Rows.pending();
        Credential credential = Rows.credential(request, secret);
        try (Store store = open(source)) {
            store.writeNow(tx -> {
                tx.requests().insert(request, Rows.FINGERPRINT);
                tx.credentials().insert(credential, request, secret);
                tx.outbox().add("card", request.id().value(), "{}");
                tx.audit().append(Rows.event(request, "first"));
                return true;
            });
            for (int each = 0; each < more; each++) {
                AccessRequest next = Rows.pending();
                store.write(tx -> {
                    tx.requests().insert(next, Rows.FINGERPRINT);
                    tx.audit().append(Rows.event(next, "more"));
                    return true;
                });
            }
        }
        return credential;
    }

    @Test
    void whatLivesGoesOnLivingWhereItWasMoved() {
        Secret secret = Rows.token();
        Credential credential = fill(secret, 2500);

        Copied copied = DatabaseCopy.copy(source, target, KEYS, CLOCK);

        assertThat(copied.auditRows()).isEqualTo(2501);
        try (Store moved = open(target)) {
            assertThat(moved.verifyAudit()).isEqualTo(copied.auditRows());
            assertThat(moved.<Optional<Secret>>read(tx -> tx.credentials().reveal(credential)))
                    .map(Secret::reveal)
                    .contains(secret.reveal());
            assertThat(moved.<Boolean>writeNow(tx -> tx.credentials().change(credential, CredentialState.REVOKING)))
                    .isTrue();
            moved.writeNow(tx -> {
                tx.audit().append(Rows.event(Rows.pending(), "after the move"));
                return true;
            });
            assertThat(moved.verifyAudit()).isEqualTo(copied.auditRows() + 1);
        }
    }

    @Test
    void everyTableArrivesAsItWas() {
        open(source).close();
        EveryTable.fill(source.jdbcUrl());

        DatabaseCopy.copy(source, target, KEYS, CLOCK);

        Map<String, List<String>> here = EveryTable.contents(source.jdbcUrl());
        Map<String, List<String>> there = EveryTable.contents(target.jdbcUrl());
        assertThat(there.values()).noneMatch(List::isEmpty);
        assertThat(there.remove("node")).as("they do not run on the copy").hasSameSizeAs(here.remove("node"));
        assertThat(there).isEqualTo(here);
    }

    @Test
    void whoStartsOnTheCopyIsOnDutyThoughTheNodeBeforeItHadTheFileForEver() {
        Duration forEver = Duration.ofDays(36_500);
        try (Store before = open(source)) {
            before.writeNow(tx -> {
                tx.nodes().alone(forEver);
                return tx.nodes().takeDuty(forEver);
            });
        }

        DatabaseCopy.copy(source, target, KEYS, CLOCK);

        try (Store moved = open(target)) {
            assertThat(moved.<Optional<Long>>writeNow(tx -> {
                        tx.nodes().beat(Duration.ofSeconds(10));
                        return tx.nodes().takeDuty(Duration.ofSeconds(10));
                    }))
                    .isPresent();
            assertThat(moved.<List<String>>writeNow(tx -> tx.nodes().buryLapsed()))
                    .hasSize(1);
            assertThat(moved.<Integer>read(tx -> tx.nodes().living())).isEqualTo(1);
        }
    }

    @Test
    void aNumberThatWasUsedIsNotUsedAgain() {
        fill(Rows.token(), 0);
        long last;
        try (Store store = open(source)) {
            store.writeNow(tx -> {
                tx.outbox().add("card", "two", "{}");
                return true;
            });
            last = store.read(tx -> tx.outbox().due(CLOCK.instant().plusSeconds(60), 9).stream()
                    .mapToLong(Outbox.Item::id)
                    .max()
                    .orElseThrow());
        }
        Engine.run(source.jdbcUrl(), "DELETE FROM outbox WHERE id = " + last);

        DatabaseCopy.copy(source, target, KEYS, CLOCK);

        try (Store moved = open(target)) {
            moved.writeNow(tx -> {
                tx.outbox().add("card", "three", "{}");
                return true;
            });
            assertThat(moved.<List<Outbox.Item>>read(
                            tx -> tx.outbox().due(CLOCK.instant().plusSeconds(60), 9)))
                    .filteredOn(item -> item.subject().equals("three"))
                    .allMatch(item -> item.id() > last);
        }
    }

    @Test
    void aFileThatABrokerHoldsIsNotCopied() throws Exception {
        fill(Rows.token(), 0);
        try (FileChannel held = FileChannel.open(directory.resolve("botcreds.mv.db"), StandardOpenOption.WRITE);
                FileLock asABrokerDoes = held.lock()) {
            assertThat(asABrokerDoes.isValid()).isTrue();
            assertThatThrownBy(() -> DatabaseCopy.copy(source, target, KEYS, CLOCK))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void aDatabaseThatABrokerHasRunOnIsNotATarget() {
        fill(Rows.token(), 0);
        try (Store taken = open(target)) {
            taken.writeNow(tx -> {
                tx.audit().append(Rows.event(Rows.pending(), "mine"));
                return true;
            });
            assertThatThrownBy(() -> DatabaseCopy.copy(source, target, KEYS, CLOCK))
                    .isInstanceOf(NotCopied.class)
                    .hasMessageContaining("a broker has run on it");
            assertThat(taken.verifyAudit()).isEqualTo(1);
        }
    }

    @Test
    void rowsOfAnybodyInTheTargetRefuseIt() {
        fill(Rows.token(), 0);
        open(target).close();
        Engine.run(target.jdbcUrl(), "INSERT INTO day_count VALUES ('2026-11-23', 1, 1, 1)");

        assertThatThrownBy(() -> DatabaseCopy.copy(source, target, KEYS, CLOCK))
                .isInstanceOf(NotCopied.class)
                .hasMessageContaining("rows in day_count");
    }

    @Test
    @Tag("T-87")
    void aLogThatWasTamperedWithIsNotCarriedOn() throws Exception {
        fill(Rows.token(), 20);
        Engine.run(source.jdbcUrl(), "UPDATE audit_log SET json = REPLACE(json, 'more', 'less') WHERE seq = 7");

        assertThatThrownBy(() -> DatabaseCopy.copy(source, target, KEYS, CLOCK))
                .isInstanceOf(AuditBroken.class)
                .hasMessageContaining("audit row 7");

        open(target).close();
        assertThat(EveryTable.contents(target.jdbcUrl()).get("access_request")).isEmpty();
    }

    @Test
    @Tag("T-99")
    void anotherVersionsDatabaseIsNotCopied() {
        fill(Rows.token(), 0);
        Engine.run(
                source.jdbcUrl(),
                "DELETE FROM \"flyway_schema_history\" WHERE \"installed_rank\" ="
                        + " (SELECT MAX(\"installed_rank\") FROM \"flyway_schema_history\")");

        assertThatThrownBy(() -> DatabaseCopy.copy(source, target, KEYS, CLOCK))
                .isInstanceOf(NotCopied.class)
                .hasMessageContaining("start this version on it once");
    }

    @Test
    void theSourceIsNotTouched() throws Exception {
        fill(Rows.token(), 200);
        Path file = directory.resolve("botcreds.mv.db");
        byte[] before = Files.readAllBytes(file);

        DatabaseCopy.copy(source, target, KEYS, CLOCK);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aBackupOfABrokerAtWorkHoldsAllThatWasAcknowledgedBefore() throws Exception {
        fill(Rows.token(), 3000);
        Path file = directory.resolve("backup.db");
        AtomicBoolean enough = new AtomicBoolean();
        long before;
        Copied copied;
        try (Store running = open(source)) {
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> {
                while (!enough.get()) {
                    AccessRequest next = Rows.pending();
                    running.writeNow(tx -> {
                        tx.requests().insert(next, Rows.FINGERPRINT);
                        tx.audit().append(Rows.event(next, "meanwhile"));
                        return true;
                    });
                }
            });
            before = running.verifyAudit();
            copied = running.backup(file);
            enough.set(true);
            work.get(1, TimeUnit.MINUTES);
            assertThat(running.verifyAudit()).isGreaterThanOrEqualTo(copied.auditRows());
        }

        assertThat(copied.auditRows()).isGreaterThanOrEqualTo(before);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.copy(file, directory.resolve("restored.mv.db"));
        try (Store restored = open(StoreConfig.of("jdbc:h2:file:" + directory.resolve("restored")))) {
            assertThat(restored.verifyAudit()).isEqualTo(copied.auditRows());
        }
        assertThat(directory.resolve("backup.db.part.mv.db")).doesNotExist();
    }

    @Test
    void aBackupTakesNoOtherFilesPlace() throws Exception {
        fill(Rows.token(), 0);
        Path file = Files.writeString(directory.resolve("backup.db"), "precious");

        assertThatThrownBy(() -> DatabaseCopy.backup(source, file, KEYS, CLOCK))
                .isInstanceOf(NotCopied.class)
                .hasMessageContaining("is there already");
        assertThat(file).hasContent("precious");
    }
}
