package botcreds.command.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A {@code gh} that stands before the real one on the PATH and gives it a fresh token each time. */
public final class Shim {
    private Shim() {}

    /** Writes it, replacing an older one of ours, and returns where. */
    public static Path write(Path folder, String command) throws IOException {
        Path shim = folder.resolve("gh");
        Files.writeString(shim, script(command));
        return Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwx------"));
    }

    /** The file's text; the repository is what botcreds or gh were told, or the one around. */
    public static String script(String command) {
        return """
                #!/bin/sh
                # Written by botcreds: the gh behind this one, with a token that was fetched just now.
                here=$(dirname "$(readlink -f "$0")")
                real=
                rest=$PATH:
                while [ -n "$rest" ] && [ -z "$real" ]; do
                  folder=${rest%%%%:*} rest=${rest#*:}
                  if [ -x "$folder/gh" ] && [ "$(readlink -f "$folder")" != "$here" ]; then real=$folder/gh; fi
                done
                if [ -z "$real" ]; then
                  echo "botcreds: there is no gh on the PATH; install it" >&2
                  exit 127
                fi
                origin=$(git remote get-url origin 2>/dev/null | sed -E 's#^.*[:/]([^/:]+/[^/]+)$#\\1#; s#\\.git$##')
                BOTCREDS_REPO=${BOTCREDS_REPO:-${GH_REPO:-$origin}}
                export BOTCREDS_REPO
                GH_TOKEN=$(%s gh-token) || exit
                GITHUB_TOKEN=$GH_TOKEN
                export GH_TOKEN GITHUB_TOKEN
                exec "$real" "$@"
                """.formatted(command);
    }
}
