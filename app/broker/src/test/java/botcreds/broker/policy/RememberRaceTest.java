package botcreds.broker.policy;

import static botcreds.broker.policy.Policies.BOT;
import static botcreds.broker.policy.Policies.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Someone edits the file while a rule is being remembered, at every point at which that can be noticed. */
@Tag("T-51")
class RememberRaceTest {
    @TempDir
    Path folder;

    @Test
    void noEditIsLostInAThousandInterleavings() throws Exception {
        Random random = new Random(51);
        Path path = folder.resolve("policy.yaml");
        AtomicInteger edits = new AtomicInteger();
        Set<FileSwap.Step> left = EnumSet.noneOf(FileSwap.Step.class);
        for (int round = 0; round < 1_000; round++) {
            Files.writeString(path, Policies.withBot("auto_approve: []\n"));
            edits.set(0);
            for (FileSwap.Step step : FileSwap.Step.values()) {
                if (random.nextBoolean()) {
                    left.add(step);
                }
            }
            if (left.contains(FileSwap.Step.COMPARED)) {
                left.remove(FileSwap.Step.MOVED); // both at once is the other test
            }
            try (PolicyFile file = PolicyFile.open(path, Policies.HOST, Clock.fixed(NOW, ZoneOffset.UTC), step -> {
                if (left.remove(step)) {
                    edit(path, edits.incrementAndGet(), step == FileSwap.Step.COMPARED || random.nextBoolean());
                }
            })) {
                assertThat(file.remember(rule(), Policies.MOTIVE)).isInstanceOf(Remembered.Written.class);
                String text = Files.readString(path);
                for (int edit = 1; edit <= edits.get(); edit++) {
                    assertThat(text).as("round %s", round).contains("# edit " + edit + "\n");
                }
                assertThat(text).as("round %s", round).containsOnlyOnce("acme/new");
            }
        }
    }

    @Test
    void ofTwoEditsInTheSameMomentBothAreKeptAndTheAnswerSaysWhere() throws Exception {
        Path path = Files.writeString(folder.resolve("policy.yaml"), Policies.withBot("auto_approve: []\n"));
        try (PolicyFile file = PolicyFile.open(path, Policies.HOST, Clock.fixed(NOW, ZoneOffset.UTC), step -> {
            if (step == FileSwap.Step.COMPARED) {
                edit(path, 1, true);
            } else if (step == FileSwap.Step.MOVED) {
                edit(path, 2, true);
            }
        })) {
            String why = ((Remembered.Refused) file.remember(rule(), Policies.MOTIVE)).why();
            Path kept = Path.of(why.replaceFirst(".* is in ([^)]+)\\).*", "$1"));

            assertThat(Files.readString(kept)).contains("# edit 1\n");
            assertThat(Files.readString(path)).contains("# edit 2\n");
        }
    }

    /** Adds a line as an editor does: into the file itself, or as a new file under the old name. */
    private void edit(Path path, int number, boolean inPlace) {
        try {
            String text = Files.readString(path) + "# edit " + number + "\n";
            if (inPlace) {
                Files.writeString(path, text);
            } else {
                Path fresh = Files.writeString(folder.resolve("fresh"), text);
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static RememberedRule rule() {
        return new RememberedRule(
                BOT,
                Policies.scope("acme/new", "contents:read"),
                "alice",
                LocalDate.parse("2026-11-22"),
                "a3f2",
                Optional.empty());
    }
}
