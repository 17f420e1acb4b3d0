package botcreds.broker.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files for their owner alone, from their first byte on; whole or not at all, also when the power goes. */
final class OwnFiles {
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private OwnFiles() {}

    /** Writes the file in the place of one that may be there. */
    static void replace(Path file, String text) throws Stopped {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            directory(directoryOf(file));
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(directoryOf(file), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException unwritable) {
            throw new Stopped(file + " cannot be written; run setup as the user who owns that directory.");
        }
    }

    /** Writes the file unless another one is there that somebody wants to keep. */
    static void write(Path file, String text, Answers answers) throws Stopped {
        if (Files.exists(file) && !has(file, text) && !answers.agrees("  " + file + " is there already. Replace it?")) {
            throw new Stopped(file + " is there already and stays as it is; move it away, and run setup again.");
        }
        replace(file, text);
    }

    /** Writes under the first name that is free: {@code key.pem}, {@code key-2.pem}, and so on. */
    static Path writeNew(Path directory, String stem, String ending, String text) throws Stopped {
        Path file = directory.resolve(stem + ending);
        for (int number = 2; Files.exists(file); number++) {
            file = directory.resolve(stem + "-" + number + ending);
        }
        replace(file, text);
        return file;
    }

    /** Returns the directory of the file; of the root it is the root. */
    static Path directoryOf(Path file) {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    /** Makes a directory that is not there yet. */
    static void directory(Path directory) throws Stopped {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, DIRECTORY);
            }
        } catch (IOException unwritable) {
            throw new Stopped(directory + " cannot be made; make it, and give it to the user the broker runs as.");
        }
    }

    private static boolean has(Path file, String text) {
        try {
            return Files.readString(file).equals(text);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
