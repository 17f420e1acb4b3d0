package botcreds.broker.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The policy in a file of this machine. */
final class LocalFile implements PolicyHome {
    /** Editors save now and then; one that saves this often in a row is a loop. */
    private static final int MOST_ATTEMPTS = 20;

    private final Path file;
    private final Consumer<FileSwap.Step> reached;
    private final FileSwap swap;
    private volatile @Nullable FileWatcher watcher;

    LocalFile(Path file, Consumer<FileSwap.Step> reached) {
        this.file = file;
        this.reached = reached;
        swap = new FileSwap(reached);
    }

    @Override
    public byte[] read() throws IOException {
        return FileSwap.read(file);
    }

    /** Nobody but the file keeps its text, and a start with a bad file shall fail. */
    @Override
    public Optional<byte[]> lastGood() {
        return Optional.empty();
    }

    @Override
    public void adopted(byte[] text) {
        // The file is where it counts.
    }

    @Override
    public void watch(Runnable changed) {
        FileWatcher fresh = new FileWatcher("policy-watch", List.of(file), changed);
        watcher = fresh;
        fresh.start();
    }

    @Override
    public Landing change(Edit edit, Motive motive) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Path target = file.toRealPath();
            byte[] before = FileSwap.read(target);
            reached.accept(FileSwap.Step.READ);
            Optional<Edit.Draft> draft = edit.on(before);
            reached.accept(FileSwap.Step.PLANNED);
            if (draft.isEmpty()) {
                return new Landing.Nothing();
            }
            if (swap.replace(target, before, draft.get().text().getBytes(StandardCharsets.UTF_8))) {
                return new Landing.Written();
            }
        }
        return new Landing.Refused("The policy file is being edited over and over; try again when that has ended.");
    }

    @Override
    public boolean isElsewhere() {
        return false;
    }

    @Override
    public ProposalState proposal(long number) {
        return ProposalState.UNKNOWN; // nobody proposes changes of a file
    }

    @Override
    public Optional<PolicyOrigin> origin() {
        return Optional.empty();
    }

    @Override
    public void close() {
        FileWatcher running = watcher;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
