package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes the same few rows over and over, which is what makes an append-only file grow. */
class TidyTest {
    private static final int WRITES = 1000;
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    Path directory;

    @Test
    void anOpenFileDoesNotGrowWithEveryCommit() throws Exception {
        long untidied = sizeAfterWriting("untidied", NEVER);
        long tidied = sizeAfterWriting("tidied", Duration.ZERO);
        assertThat(tidied).isLessThan(untidied / 2);
    }

    private long sizeAfterWriting(String name, Duration tidyEvery) throws IOException {
        Path file = directory.resolve(name + ".mv.db");
        String url = "jdbc:h2:file:" + directory.resolve(name) + ";RETENTION_TIME=20";
        try (Store store = Store.open(StoreConfig.of(url), Clock.systemUTC(), SealKeys.of(Engine.KEY), tidyEvery)) {
            for (int each = 0; each < WRITES; each++) {
                AccessRequest request = Rows.pending();
                store.writeNow(tx -> {
                    tx.requests().insert(request, Rows.FINGERPRINT);
                    tx.audit().append(Rows.event(request, "because"));
                    return true;
                });
            }
            assertThat(store.verifyAudit()).isEqualTo(WRITES);
            return Files.size(file);
        }
    }
}
