package botcreds.broker.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a file's content if it is still what it was, so that at every moment, a crash included, the whole old or the
 * whole new content is there. Someone who saves in place is noticed up to the end, also between the last comparison and
 * the rename. Not noticed, because no system call that Java has could, is another rename between these two.
 */
final class FileSwap {
    /** Where a swap has got to; for tests that want to edit just then. */
    enum Step {
        READ,
        PLANNED,
        WRITTEN,
        COMPARED,
        MOVED
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileSwap.class);

    private final Consumer<Step> reached;

    FileSwap(Consumer<Step> reached) {
        this.reached = reached;
    }

    /** Reads a file, but no more of it than a policy may have and one byte to tell. */
    static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(PolicyText.MOST_BYTES + 1);
        }
    }

    /**
     * Replaces the content.
     *
     * @param target no symbolic link
     * @return false, with the file as its editor left it, if it is not what was expected
     */
    boolean replace(Path target, byte[] expected, byte[] replacement) throws IOException {
        Path folder = target.resolveSibling(".").normalize();
        Path fresh = Files.createTempFile(folder, "." + target.getFileName() + ".", ".tmp");
        try (FileChannel old = FileChannel.open(target, StandardOpenOption.READ)) {
            write(fresh, replacement);
            keepRights(target, fresh);
            reached.accept(Step.WRITTEN);
            if (!Arrays.equals(read(target), expected) || !Arrays.equals(read(old), expected)) {
                return false;
            }
            reached.accept(Step.COMPARED);
            move(fresh, target);
            sync(folder);
            reached.accept(Step.MOVED);
            byte[] late = read(old);
            if (!Arrays.equals(late, expected)) {
                restore(target, replacement, late);
                return false;
            }
            return true;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Someone saved into the file that was just replaced: theirs counts, and ours is planned again on top of it. */
    private static void restore(Path target, byte[] ours, byte[] theirs) throws IOException {
        Path folder = target.resolveSibling(".").normalize();
        Path kept = Files.createTempFile(folder, target.getFileName() + ".", ".edited");
        write(kept, theirs);
        keepRights(target, kept);
        if (!Arrays.equals(read(target), ours)) {
            throw new IOException("it was edited twice in the same moment; one of the edits is in " + kept);
        }
        move(kept, target);
        sync(folder);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private static byte[] read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), PolicyText.MOST_BYTES + 1L));
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = channel.read(buffer, buffer.position());
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException cannot) {
            throw new IOException("its file system cannot rename in one step", cannot);
        }
    }

    /** Without this a power loss could bring the old name back, and with it a rule someone saw written. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The mode must stay. Owner and group stay where the system lets us; a broker that is not root may not give files away. */
    private static void keepRights(Path from, Path to) throws IOException {
        PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (target == null) {
            return;
        }
        PosixFileAttributes rights =
                Files.getFileAttributeView(from, PosixFileAttributeView.class).readAttributes();
        target.setPermissions(rights.permissions());
        PosixFileAttributes fresh = target.readAttributes();
        try {
            if (!fresh.owner().equals(rights.owner())) {
                target.setOwner(rights.owner());
            }
            if (!fresh.group().equals(rights.group())) {
                target.setGroup(rights.group());
            }
        } catch (IOException notAllowed) {
            LOG.info("{} now belongs to the broker's user, which may not give it back", from);
        }
    }
}
