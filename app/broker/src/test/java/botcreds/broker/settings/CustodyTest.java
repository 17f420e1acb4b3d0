package botcreds.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever runs the tests owns the files they make, so other owners are told in numbers. */
@Tag("T-92")
class CustodyTest {
    private static final Path FILE = Path.of("/run/secrets/key");
    private static final RunningUser BROKER = new RunningUser(1000, Set.of(1000, 2000));
    private static final RunningUser ROOT = new RunningUser(0, Set.of(0));
    private static final RunningUser UNKNOWN = new RunningUser(-1, Set.of());

    private static Optional<String> problem(RunningUser self, int owner, int group, String mode) {
        return new Custody(owner, group, PosixFilePermissions.fromString(mode)).problem(self, FILE);
    }

    @ParameterizedTest
    @CsvSource({
        // Our own, as chmod 600 leaves it.
        "1000, 1000, rw-------",
        "1000, 1000, r--------",
        // Kubernetes with fsGroup: 2000.
        "0, 2000, r--r-----",
        "0, 2000, rw-r-----",
        // systemd's LoadCredential: the mask of an access control list shows as root's group.
        "0, 0, r--r-----",
        "0, 0, r--------",
    })
    void whatWeAloneOrRootMayReadIsTaken(int owner, int group, String mode) {
        assertThat(problem(BROKER, owner, group, mode)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, rw-r-----",
        "1000, 1000, rw-r--r--",
        "1000, 1000, rw----r--",
        "1000, 1000, rw-----w-",
        "1000, 1000, rwx------",
        // Swarm's default, and Kubernetes without fsGroup.
        "0, 0, r--r--r--",
        // A group of others.
        "0, 100, r--r-----",
        // A group that may write can put another key there.
        "0, 2000, rw-rw----",
    })
    void whatOthersMayReadOrChangeIsRefused(int owner, int group, String mode) {
        assertThat(problem(BROKER, owner, group, mode))
                .hasValueSatisfying(why -> assertThat(why).contains("can be read by others; run: chmod 600 " + FILE));
    }

    @Test
    void aFileOfSomebodyElseIsRefusedHoweverNarrow() {
        assertThat(problem(BROKER, 1001, 1000, "r--------"))
                .hasValueSatisfying(why -> assertThat(why).contains("belongs to user 1001", "chown 1000 " + FILE));
        assertThat(problem(ROOT, 1000, 1000, "r--------"))
                .hasValueSatisfying(why -> assertThat(why).contains("chown 0 " + FILE));
    }

    @Test
    void rootTrustsNoGroup() {
        assertThat(problem(ROOT, 0, 0, "rw-------")).isEmpty();
        assertThat(problem(ROOT, 0, 0, "rw-r-----")).isPresent();
    }

    @Test
    void whoDoesNotKnowItselfTrustsTheOwnerAlone() {
        assertThat(problem(UNKNOWN, 1000, 1000, "rw-------")).isEmpty();
        assertThat(problem(UNKNOWN, 0, 0, "r--r-----")).isPresent();
    }

    @Test
    void linuxTellsWhoWeAre() {
        List<String> status =
                List.of("Name:\tjava", "Uid:\t1\t1000\t3\t4", "Gid:\t5\t1001\t7\t8", "Groups:\t2000 3000 ");

        assertThat(RunningUser.parse(status)).isEqualTo(new RunningUser(1000, Set.of(1001, 2000, 3000)));
    }
}
