package botcreds.command.git;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A folder for {@code core.hooksPath}. git looks for all hooks there and nowhere else, so it has one of every name that
 * passes on to whatever git would have run without us.
 */
public final class Hooks {
    /** githooks(5), without those that run on servers only. */
    private static final List<String> NAMES = List.of(
            "applypatch-msg",
            "pre-applypatch",
            "post-applypatch",
            "pre-commit",
            "pre-merge-commit",
            "prepare-commit-msg",
            "commit-msg",
            "post-commit",
            "pre-rebase",
            "post-checkout",
            "post-merge",
            "pre-push",
            "pre-auto-gc",
            "post-rewrite",
            "sendemail-validate",
            "post-index-change",
            "reference-transaction");

    private Hooks() {}

    /** Writes them, replacing older ones of ours. */
    public static void write(Path folder, String command) throws IOException {
        Path made = Files.createDirectories(folder);
        for (String name : NAMES) {
            Path hook = made.resolve(name);
            Files.writeString(hook, script(made.toAbsolutePath().toString(), name, command));
            Path unused = Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Removes them, and the folder if nothing else is in it. */
    public static void delete(Path folder) throws IOException {
        for (String name : NAMES) {
            boolean unused = Files.deleteIfExists(folder.resolve(name));
        }
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException keepsMore) {
            // Somebody put a hook of their own there.
        }
    }

    static String script(String folder, String name, String command) {
        String own = name.equals("prepare-commit-msg") ? command + " hook prepare-commit-msg \"$@\" || exit\n" : "";
        return """
                #!/bin/sh
                # Written by botcreds; 'botcreds uninstall hooks' takes it away.
                ours=%s
                # The value before ours is what git would use; without one it is the repository's own folder.
                before=$(git config --type=path --get-all core.hooksPath | grep -Fvx -e "$ours" | tail -n 1)
                hook=${before:-$(git rev-parse --git-common-dir)/hooks}/%s
                if [ -x "$hook" ]; then "$hook" "$@" || exit; fi
                %sexit 0
                """.formatted(Self.quoted(folder), name, own);
    }
}
