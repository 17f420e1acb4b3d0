package botcreds.command.grants;

import botcreds.command.config.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner can read, and that are there as a whole or not at all. */
public final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");

    private PrivateFiles() {}

    /**
     * Makes the folder, or checks that the one that is there is nobody else's.
     *
     * @throws CommandFailure if others could look into it, or it cannot be made
     */
    public static Path folder(Path folder) {
        try {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(folder, FOLDER);
            }
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            // Somebody else's folder of this mode cannot be opened at all, unless we are root and could read all
            // anyway.
            if (!PosixFilePermissions.toString(modes).equals("rwx------")) {
                throw CommandFailure.usage(
                        "The folder " + folder + " is open to others, and tokens would be kept there.",
                        "Run 'chmod 700 " + folder + "', or set BOTCREDS_CACHE to another folder.");
            }
            return folder;
        } catch (IOException unwritable) {
            throw CommandFailure.usage(
                    "The folder " + folder + " for tokens cannot be made or written.",
                    "Set BOTCREDS_CACHE to a folder that can.");
        }
    }

    /** Replaces the file in one step; who reads at the same time gets the old text or the new one. */
    public static void write(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Path fresh = Files.createTempFile(folder, ".new-", "", FILE);
            try {
                Files.writeString(fresh, text, StandardCharsets.UTF_8);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                boolean unused = Files.deleteIfExists(fresh);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE);
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
