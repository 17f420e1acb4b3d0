package botcreds.broker.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long the {@code botcreds} command keeps git and people waiting, as whole processes. */
final class CommandStarts {
    private static final int RUNS = 15;

    private final Path jar;
    private final Map<String, String> environment;
    private final String question;

    /**
     * @param jar    the command's
     * @param gitHub the address that its git helper answers for
     */
    CommandStarts(Path jar, Path folder, String broker, String gitHub) throws IOException {
        this.jar = jar;
        Path home = Files.createDirectories(folder.resolve("home"));
        this.environment = Map.of(
                "BOTCREDS_URL", broker,
                "BOTCREDS_API_KEY", BrokerProcess.KEY,
                "BOTCREDS_GITHUB_URL", gitHub,
                "BOTCREDS_CACHE", home.resolve("cache").toString(),
                "HOME", home.toString());
        this.question = "protocol=http\nhost=" + gitHub.replaceFirst("^http://", "") + "\npath=bench/repo-0.git\n\n";
    }

    /** A JVM that does nothing: below it no command of ours can be. */
    String floor() throws Exception {
        return times(List.of("-version"), "");
    }

    String help() throws Exception {
        return times(List.of("-jar", jar.toString(), "help"), "");
    }

    /** The first run asks the broker and is not counted; the others find its answer. */
    String cachedCredential() throws Exception {
        return times(List.of("-jar", jar.toString(), "git-credential", "get"), question);
    }

    private String times(List<String> arguments, String input) throws Exception {
        run(arguments, input);
        long[] millis = new long[RUNS];
        for (int each = 0; each < RUNS; each++) {
            millis[each] = run(arguments, input);
        }
        Arrays.sort(millis);
        return millis[0] + " to " + millis[RUNS - 1] + ", median " + millis[RUNS / 2];
    }

    private long run(List<String> arguments, String input) throws IOException, InterruptedException {
        // The launcher's own options.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || (!input.isEmpty() && !said.contains("password="))) {
            throw new IOException(arguments + " failed: " + said);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
