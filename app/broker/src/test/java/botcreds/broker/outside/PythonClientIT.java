package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python client's own tests: alone, with the packaged broker, and with PyGithub where that is installed. */
final class PythonClientIT {
    private static final Path CLIENT = Path.of("../python").toAbsolutePath().normalize();

    /** Where {@code .ci/run} puts PyGithub. */
    private static final Path LIBRARIES = Path.of("target/pygithub").toAbsolutePath();

    @TempDir
    static Path parent;

    private static Town town;

    private record Ran(int exit, String said) {}

    @BeforeAll
    static void start() throws Exception {
        needs(python("--version"), "python3", "the Python client");
        town = ManualTown.start(parent);
    }

    @AfterAll
    static void stop() {
        if (town != null) {
            town.close();
        }
    }

    @Test
    void itsOwnTestsPass() throws Exception {
        passes("test_*.py");
    }

    @Test
    void itWorksWithThisBrokerAndItsManualRuns() throws Exception {
        passes("real_*.py");
    }

    @Test
    void pyGithubWorksWithItsTokens() throws Exception {
        needs(python("-c", "import github"), "PyGithub", "PyGithub with the Python client");
        passes("with_pygithub.py");
    }

    private static void passes(String pattern) throws IOException, InterruptedException {
        Ran ran = python(
                "-W",
                "ignore::DeprecationWarning",
                "-m",
                "unittest",
                "discover",
                "-s",
                "tests",
                "-t",
                ".",
                "-p",
                pattern);

        assertThat(ran.exit()).as(ran.said()).isZero();
        // Finding nothing is a success for Python before 3.12, and skipping everything is one for all.
        assertThat(ran.said()).containsPattern("Ran [1-9][0-9]* tests? in").doesNotContain("skipped");
    }

    private static Ran python(String... words) throws IOException, InterruptedException {
        Path log = Files.createTempFile(parent, "python", ".log");
        ProcessBuilder builder = new ProcessBuilder("python3").directory(CLIENT.toFile());
        builder.command().addAll(List.of(words));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment());
        try {
            Process process = builder.start();
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("python3 ended").isTrue();
            return new Ran(process.exitValue(), Files.readString(log));
        } catch (IOException missing) {
            return new Ran(127, String.valueOf(missing.getMessage()));
        }
    }

    private static Map<String, String> environment() {
        Town there = town;
        Map<String, String> always = Map.of(
                "PYTHONPATH", CLIENT + File.pathSeparator + LIBRARIES,
                "PYTHONDONTWRITEBYTECODE", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_TERMINAL_PROMPT", "0");
        if (there == null) {
            return always;
        }
        Map<String, String> all = new HashMap<>(always);
        all.put("BOTCREDS_URL", there.broker().listener("api").toString());
        all.put("BOTCREDS_API_KEY", Town.MACHINA_KEY);
        all.put("BOTCREDS_TEST_ADMIN_TOKEN", Town.ADMIN_TOKEN);
        all.put("BOTCREDS_TEST_GITHUB", there.gitHub.url().toString());
        return all;
    }

    /** Aborts, which the report shows as skipped, and says so where whoever reads the build's output cannot miss it. */
    private static void needs(Ran there, String what, String untested) {
        if (there.exit() != 0) {
            System.err.println("""

                    ************************************************************************
                    SKIPPED: %s was NOT tested, because %s is missing:
                    %s
                    ************************************************************************
                    """.formatted(untested, what, there.said().strip()));
            Assumptions.abort(what + " is missing");
        }
    }
}
