package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes, again and again, and looks for what it had said was written. The process tidies its file
 * after every batch and uses free space again at once, so that each kill falls close to that too. Nobody closes the file in
 * between: what is looked at is a copy, because a recovery that is itself killed early is the hard case. A kill comes after
 * so many rows or so much time, whichever is first: a machine that is busy elsewhere makes the test thinner, not endless.
 */
class CrashTest {
    private static final int KILLS = 16;
    private static final int FEW = 12;
    private static final int MANY = 300;
    private static final int KILLED = 128 + 9;
    private static final long LONGEST_BEFORE_A_KILL_MILLIS = 1500;

    @TempDir
    Path directory;

    @Test
    @Tag("T-26")
    void nothingThatWasAcknowledgedIsMissingAfterAKill() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        String url = "jdbc:h2:file:" + data.resolve("broker") + ";RETENTION_TIME=20";
        List<RequestId> acknowledged = new ArrayList<>();
        Random random = new Random(26);
        for (int kill = 0; kill < KILLS; kill++) {
            writeAndKill(url, 1 + random.nextInt(kill % 4 == 3 ? MANY : FEW), acknowledged);
            Path copy = copy(data, directory.resolve("copy-" + kill));
            try (Store store = Store.open(
                    StoreConfig.of("jdbc:h2:file:" + copy.resolve("broker")), Clock.systemUTC(), Engine.KEY)) {
                List<RequestId> missing = store.read(tx -> acknowledged.stream()
                        .filter(id -> tx.requests().byId(id).isEmpty())
                        .toList());
                assertThat(missing).as("kill %d", kill).isEmpty();
                assertThat(store.verifyAudit()).isGreaterThanOrEqualTo(acknowledged.size());
            }
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static void writeAndKill(String url, int after, List<RequestId> acknowledged) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writing.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        AtomicInteger seen = new AtomicInteger();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (RequestId.looksLikeOne(line)) {
                    acknowledged.add(new RequestId(line));
                    if (seen.incrementAndGet() == 1) {
                        CompletableFuture.delayedExecutor(LONGEST_BEFORE_A_KILL_MILLIS, TimeUnit.MILLISECONDS)
                                .execute(child::destroyForcibly);
                    }
                }
                if (seen.get() == after) {
                    child.destroyForcibly();
                }
            }
        } catch (IOException pipeBrokeWithTheChild) {
            assertThat(child.waitFor()).isNotZero();
        }
        assertThat(child.waitFor()).as("killed, not ended by itself").isEqualTo(KILLED);
        assertThat(seen).as("the child wrote before it was killed").hasPositiveValue();
    }

    /** The process that is killed: eight threads that write and then tell. */
    static final class Writing {
        private Writing() {}

        public static void main(String[] arguments) {
            Store store =
                    Store.open(StoreConfig.of(arguments[0]), Clock.systemUTC(), SealKeys.of(Engine.KEY), Duration.ZERO);
            for (int each = 0; each < 8; each++) {
                new Thread(() -> writeOn(store)).start();
            }
        }

        private static void writeOn(Store store) {
            while (true) {
                AccessRequest request = Rows.pending();
                store.writeNow(tx -> {
                    tx.requests().insert(request, Rows.FINGERPRINT);
                    tx.audit().append(Rows.event(request, "because"));
                    return true;
                });
                System.out.println(request.id());
            }
        }
    }
}
