package botcreds.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * A program that answers git's questions ({@code GIT_ASKPASS}) without the token ever being an argument: a script of mode 0700
 * and a file of mode 0600 in a private folder. It answers for GitHub's host and no other. {@link #close} removes it, and so
 * does the end of the JVM. Thread-safe.
 */
public final class AskpassHelper implements AutoCloseable {
    // Git asks with $1 "Username for 'https://host': ", then "Password for 'https://x-access-token@host': ", and with
    // credential.useHttpPath the path behind the host. Any other host (a submodule's, say) must not get this token.
    private static final String SCRIPT = """
            #!/bin/sh
            origin=%s
            owned=%s
            case "$1" in
            "Username for '$origin'"* | "Username for '$origin/"*) printf '%%s\\n' %s ;;
            "Password for '$owned'"* | "Password for '$owned/"* | "Password for '$origin'"* | "Password for '$origin/"*)
              exec cat %s ;;
            *) echo "botcreds: these credentials are for $origin only; git asked: $1" >&2; exit 1 ;;
            esac
            """;

    private final Path folder;
    private final Attribution attribution;
    private final Thread atExit;

    private AskpassHelper(Path folder, Attribution attribution) {
        this.folder = folder;
        this.attribution = attribution;
        this.atExit = new Thread(this::remove, "botcreds-askpass");
    }

    static AskpassHelper write(Credentials credentials) throws IOException {
        AskpassHelper helper =
                new AskpassHelper(Files.createTempDirectory("botcreds-", mode("rwx------")), credentials.attribution());
        Runtime.getRuntime().addShutdownHook(helper.atExit);
        try {
            helper.put("token", credentials.token().reveal() + "\n", "rw-------");
            helper.put("askpass", script(credentials.git(), helper.token()), "rwx------");
            return helper;
        } catch (IOException failed) {
            helper.close();
            throw failed;
        }
    }

    /** The script's path, to be the value of {@code GIT_ASKPASS}. */
    public Path path() {
        return folder.resolve("askpass");
    }

    /**
     * Adds this program to an environment for git, with the commits' author, and switches the machine's own credential helpers
     * off, which git would ask first.
     *
     * @param environment of a process to be, from {@link ProcessBuilder#environment}
     */
    public void gitEnv(Map<String, String> environment) {
        int count = Integer.parseInt(environment.getOrDefault("GIT_CONFIG_COUNT", "0"));
        environment.put("GIT_CONFIG_KEY_" + count, "credential.helper");
        environment.put("GIT_CONFIG_VALUE_" + count, "");
        environment.put("GIT_CONFIG_COUNT", Integer.toString(count + 1));
        environment.put("GIT_ASKPASS", path().toString());
        environment.put("GIT_TERMINAL_PROMPT", "0");
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            attribution.name().ifPresent(name -> environment.put("GIT_" + role + "_NAME", name));
            attribution.email().ifPresent(email -> environment.put("GIT_" + role + "_EMAIL", email));
        }
    }

    /** Removes the program and its token from the disk. The token lives on. Closing again does nothing. */
    @Override
    public void close() {
        remove();
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook runs already, and finds nothing left to do.
        }
    }

    private void remove() {
        try {
            for (String name : List.of("askpass", "token")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path token() {
        return folder.resolve("token");
    }

    private void put(String name, String text, String permissions) throws IOException {
        // Made with its mode, so that there is no moment in which others could open it.
        Files.writeString(Files.createFile(folder.resolve(name), mode(permissions)), text);
    }

    private static String script(GitAccess git, Path token) {
        String owned = git.origin().replace("://", "://" + git.username() + "@");
        return SCRIPT.formatted(quoted(git.origin()), quoted(owned), quoted(git.username()), quoted(token.toString()));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
