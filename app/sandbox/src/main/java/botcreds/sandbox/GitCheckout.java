package botcreds.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real git with a token. git asks a script for the token (gitcredentials(7), {@code GIT_ASKPASS}), so it stands in no
 * argument and no configuration; the script is readable by its owner only and goes away when this is closed. git sees
 * neither the configuration nor the credential helpers of whoever runs the demo.
 */
final class GitCheckout implements AutoCloseable {
    private static final int LONGEST_SECONDS = 120;

    private final Path around;
    private final Path folder;
    private final Path askpass;
    private final Map<String, String> environment;

    private GitCheckout(Path around, Path folder, Path askpass, Map<String, String> environment) {
        this.around = around;
        this.folder = folder;
        this.askpass = askpass;
        this.environment = environment;
    }

    /**
     * Writes the script beside the checkout.
     *
     * @param around the folder in which the checkout stands or will stand
     */
    static GitCheckout prepare(Path around, String checkout, String askpassScript, String name, String email)
            throws IOException {
        Path script = Files.createTempFile(
                around.toAbsolutePath(),
                "askpass-",
                ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // The last resort if the demo is stopped while git runs.
        script.toFile().deleteOnExit();
        Files.writeString(script, askpassScript, UTF_8);
        return new GitCheckout(
                around,
                around.resolve(checkout),
                script,
                Map.of(
                        "GIT_ASKPASS",
                        script.toString(),
                        "GIT_TERMINAL_PROMPT",
                        "0",
                        "GIT_CONFIG_GLOBAL",
                        "/dev/null",
                        "GIT_CONFIG_NOSYSTEM",
                        "1",
                        "GIT_AUTHOR_NAME",
                        name,
                        "GIT_AUTHOR_EMAIL",
                        email,
                        "GIT_COMMITTER_NAME",
                        name,
                        "GIT_COMMITTER_EMAIL",
                        email,
                        "NO_PROXY",
                        "127.0.0.1",
                        "no_proxy",
                        "127.0.0.1"));
    }

    String cloneFrom(String url) throws IOException, InterruptedException {
        return run(around, "clone", url, around.relativize(folder).toString());
    }

    /** Runs git in the checkout and returns what it printed. */
    String git(String... arguments) throws IOException, InterruptedException {
        return run(folder, arguments);
    }

    private String run(Path where, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                // Also for a git before 2.32, which does not know GIT_CONFIG_GLOBAL.
                List.of(
                        "git",
                        "-c",
                        "credential.helper=",
                        "-c",
                        "commit.gpgsign=false",
                        "-c",
                        "core.hooksPath=/dev/null"));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile("botcreds-demo-git", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(said.toFile());
            Process git = start(builder);
            if (!git.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                git.destroyForcibly();
                throw new DemoFailed("git " + arguments[0] + " did not end within " + LONGEST_SECONDS + " seconds");
            }
            String text = Files.readString(said, UTF_8);
            if (git.exitValue() != 0) {
                throw new DemoFailed("git " + arguments[0] + " ended with " + git.exitValue() + ":\n" + text);
            }
            return withoutProgress(text);
        } finally {
            Files.delete(said);
        }
    }

    /** What a terminal would have left standing of lines that overwrite themselves. */
    private static String withoutProgress(String text) {
        return text.replaceAll("[^\\n]*\\r", "");
    }

    /** Looks for git before anybody has clicked anything. */
    static String version() throws IOException, InterruptedException {
        return new GitCheckout(Path.of("."), Path.of("."), Path.of("."), Map.of())
                .git("--version")
                .strip();
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException missing) {
            throw new DemoFailed("git could not be started; install git and see that it is in PATH", missing);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(askpass);
    }
}
