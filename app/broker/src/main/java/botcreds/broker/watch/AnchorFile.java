package botcreds.broker.watch;

import botcreds.broker.model.AuditAnchor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Anchors of the audit log in a file beside the database, a line each: the time, and {@code SEQ:HASH}. Lines are only added;
 * what cannot be read, such as the half line of a killed process, counts as not there. For one thread of one process.
 */
public final class AnchorFile {
    public static final String NAME = "audit-anchors";

    private final Path file;

    /** @param directory where the broker keeps its own files */
    public AnchorFile(Path directory) {
        this.file = directory.resolve(NAME);
    }

    /** All of them, in the order they were noted; none when there is no file. */
    public List<AuditAnchor> all() {
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file, StandardCharsets.UTF_8) : Stream.empty()) {
            return lines.flatMap(line -> AuditAnchor.parse(line.substring(line.indexOf(' ') + 1)).stream())
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be read", failed);
        }
    }

    /** The one that reaches furthest, against which the log is compared. */
    public Optional<AuditAnchor> furthest() {
        return all().stream().max(Comparator.comparingLong(AuditAnchor::seq));
    }

    /** Adds one; when this returns it is safe from a loss of power. */
    public void add(Instant at, AuditAnchor anchor) {
        // A line begins anew whatever a killed process left.
        byte[] line = ("\n" + at + " " + anchor + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be written", failed);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
