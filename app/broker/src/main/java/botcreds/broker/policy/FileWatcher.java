package botcreds.broker.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a file four times a second. Plain looking works where notices from the system do not: for network and overlay
 * file systems, mounted folders whose link is switched, and editors that rename.
 */
final class PolicyWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatcher.class);

    private static final long INTERVAL_MILLIS = 250;

    /** A file that is still being written is given this many looks to hold still, so that no half of it is judged. */
    private static final int MOST_UNSETTLED = 3;

    /** File times are coarse: an edit in the same tick as the last look shows only in the content, for this many looks. */
    private static final int LOOKS_AGAIN = 8;

    private final Path file;
    private final Runnable changed;
    private final Thread thread;
    private volatile boolean stopped;

    private String judged = "";
    private String last = "";
    private int unsettled;
    private int again;

    PolicyWatcher(Path file, Runnable changed) {
        this.file = file;
        this.changed = changed;
        thread = new Thread(this::watch, "policy-watch");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        thread.interrupt();
    }

    private void watch() {
        while (!stopped) {
            try {
                look();
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException failure) {
                // The thread must live on, or later edits, a deny among them, would never count.
                LOG.error("Looking at {} failed", file, failure);
                again = LOOKS_AGAIN;
            }
        }
    }

    private void look() {
        String now = stamp();
        if (now.equals(judged)) {
            if (again > 0) {
                again--;
                changed.run();
            }
            return;
        }
        if (!now.equals(last) && unsettled < MOST_UNSETTLED) {
            last = now;
            unsettled++;
            return;
        }
        last = now;
        unsettled = 0;
        judged = now;
        again = LOOKS_AGAIN;
        changed.run();
    }

    /** Everything that changes when the file does; the change time cannot be set back as the modification time can. */
    private String stamp() {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        try {
            return Files.readAttributes(file, unix ? "unix:ino,size,ctime" : "size,lastModifiedTime,fileKey")
                    .toString();
        } catch (IOException missing) {
            return missing.getClass().getName();
        }
    }
}
