package botcreds.broker.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files four times a second, each time through the links that lead to them. Plain looking works where notices from the system do not: for network and overlay
 * file systems, mounted folders whose link is switched, and editors that rename.
 */
public final class FileWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

    private static final long INTERVAL_MILLIS = 250;

    /** A file that is still being written is given this many looks to hold still, so that no half of it is judged. */
    private static final int MOST_UNSETTLED = 3;

    /** File times are coarse: an edit in the same tick as the last look shows only in the content, for this many looks. */
    private static final int LOOKS_AGAIN = 8;

    private final List<Path> files;
    private final Runnable changed;
    private final Thread thread;
    private volatile boolean stopped;

    private String judged = "";
    private String last = "";
    private int unsettled;
    private int again;

    /**
     * Watches nothing yet.
     *
     * @param name    of the thread
     * @param changed run when a file has changed, and a few times after that; must find out itself whether there is news
     */
    public FileWatcher(String name, List<Path> files, Runnable changed) {
        this.files = List.copyOf(files);
        this.changed = changed;
        thread = new Thread(this::watch, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public void stop() {
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
                LOG.error("Looking at {} failed", files, failure);
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

    private String stamp() {
        return files.stream().map(FileWatcher::stamp).collect(Collectors.joining("\n"));
    }

    /** Everything that changes when the file does; the change time cannot be set back as the modification time can. */
    private static String stamp(Path file) {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        try {
            return Files.readAttributes(file, unix ? "unix:ino,size,ctime" : "size,lastModifiedTime,fileKey")
                    .toString();
        } catch (IOException missing) {
            return missing.getClass().getName();
        }
    }
}
