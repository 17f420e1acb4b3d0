package botcreds.broker.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The file with the seal keys: base64, one a line, the one that seals first; for its owner's eyes only. */
final class SealKeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private SealKeyFile() {}

    static List<byte[]> readOrCreate(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            return read(file);
        } catch (IOException failed) {
            throw new StoreUnavailable("the seal key file " + file + " cannot be read or made", failed);
        }
    }

    private static List<byte[]> read(Path file) throws IOException {
        Set<PosixFilePermission> granted = EnumSet.noneOf(PosixFilePermission.class);
        granted.addAll(Files.getPosixFilePermissions(file));
        granted.removeAll(OWNER_ONLY);
        if (!granted.isEmpty()) {
            throw new StoreUnavailable("the seal key file " + file + " is open to others than its owner;"
                    + " run chmod 600 on it, and change the key if others may have read it");
        }
        List<byte[]> keys = new ArrayList<>();
        try {
            for (String line :
                    Files.readString(file, StandardCharsets.US_ASCII).strip().split("\\s+", -1)) {
                keys.add(Base64.getDecoder().decode(line));
            }
        } catch (IllegalArgumentException notBase64) {
            throw new StoreUnavailable(noKey(file), notBase64);
        }
        if (!keys.stream().allMatch(key -> key.length == SealKey.BYTES)) {
            throw new StoreUnavailable(noKey(file));
        }
        return keys;
    }

    private static String noKey(Path file) {
        return "the seal key file " + file + " does not hold " + SealKey.BYTES
                + " bytes in base64, or several such lines; put the right key back, without it sealed tokens cannot be opened";
    }

    /** Whole or not at all: a key that was half written when the power went would lock out every token sealed with it. */
    private static void create(Path file) throws IOException {
        byte[] key = new byte[SealKey.BYTES];
        new SecureRandom().nextBytes(key);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer line =
                    StandardCharsets.US_ASCII.encode(Base64.getEncoder().encodeToString(key) + "\n");
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
