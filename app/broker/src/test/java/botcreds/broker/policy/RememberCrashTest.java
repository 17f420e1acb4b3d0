package botcreds.broker.policy;

import static botcreds.broker.policy.Policies.BOT;
import static botcreds.broker.policy.Policies.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that remembers one rule after the other is killed, over and over. */
@Tag("T-53")
class RememberCrashTest {
    private static final int KILLS = 24;

    @TempDir
    Path folder;

    @Test
    void aKilledWriterLeavesTheOldFileOrTheNewOne() throws Exception {
        Random random = new Random(53);
        Path path = folder.resolve("policy.yaml");
        Files.writeString(path, Policies.withBot("auto_approve: []\n") + "# the end\n");
        int acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int last = rememberUntilKilled(path, acknowledged, 1 + random.nextInt(12));
            String text = Files.readString(path);
            int written = Math.toIntExact(
                    text.lines().filter(line -> line.contains("acme/r")).count());

            assertThat(written).isBetween(last, last + 1);
            assertThat(text).isEqualTo(expected(written));
            acknowledged = written;
        }
        assertThat(acknowledged).isGreaterThanOrEqualTo(KILLS);
    }

    private static String expected(int rules) {
        String list = rules == 0
                ? " []\n"
                : IntStream.range(0, rules)
                        .mapToObj(each -> "      - {repo: acme/r" + each + ", permissions: [contents:read]}"
                                + "  # approved by alice 2026-11-22 #a3f2\n")
                        .collect(Collectors.joining("", "\n", ""));
        return Policies.withBot("auto_approve:").replaceFirst("\n$", "") + list + "# the end\n";
    }

    /** Starts a writer at a rule's number and kills it after it has told of some; returns how many the file must have. */
    private static int rememberUntilKilled(Path path, int from, int told) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                path.toString(),
                Integer.toString(from)));
        Process writer = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = writer.inputReader()) {
            int last = from;
            for (int line = 0; line < told; line++) {
                last = Integer.parseInt(String.valueOf(out.readLine())) + 1;
            }
            // Killed by its handle, because killing the process object would close the pipe with the last words in it.
            writer.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null && !line.isEmpty(); line = out.readLine()) {
                last = Math.max(last, Integer.parseInt(line) + 1);
            }
            return last;
        } finally {
            assertThat(writer.destroyForcibly().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Remembers rules until it is killed, and tells the number of each once it is written. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
            PolicyFile file = PolicyFile.open(Path.of(arguments[0]), Policies.HOST, clock);
            for (int number = Integer.parseInt(arguments[1]); ; number++) {
                Remembered answer = file.remember(
                        new RememberedRule(
                                BOT,
                                Policies.scope("acme/r" + number, "contents:read"),
                                "alice",
                                LocalDate.parse("2026-11-22"),
                                "a3f2",
                                Optional.empty()),
                        Policies.MOTIVE);
                if (!(answer instanceof Remembered.Written)) {
                    throw new IllegalStateException(answer.toString());
                }
                System.out.println(number);
                System.out.flush();
            }
        }
    }
}
