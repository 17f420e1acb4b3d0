package botcreds.broker;

import botcreds.broker.credentials.AppKeyEvents;
import botcreds.broker.github.AppKey;
import botcreds.broker.github.KeyRing;
import botcreds.broker.model.Secret;
import botcreds.broker.policy.FileWatcher;
import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.KeyCheck;
import botcreds.broker.settings.SecretFile;
import botcreds.broker.settings.SecretFiles;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The App's keys: looked into while the settings are read, so that what is wrong with them is told with the rest, and read
 * again whenever their files change. What cannot be used leaves the old ones in use. Thread-safe once it watches.
 */
final class SigningKeys implements KeyCheck, AutoCloseable {
    private List<AppKey> keys = List.of();
    private String judged = "";
    private volatile String refused = "";
    private @Nullable FileWatcher watcher;

    @Override
    public Optional<String> problem(Secret key) {
        try {
            keys = AppKey.parse(key, SecretFile::orThrow);
            judged = key.sha256();
            return Optional.empty();
        } catch (IllegalArgumentException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    /** Those of the settings that were read last. */
    List<AppKey> keys() {
        return keys;
    }

    /** Whether what is on disk now can be used. */
    boolean areGood() {
        return refused.isEmpty();
    }

    /** Reads the files again from now on whenever they change; keys that came from a variable stay as they are. */
    void watch(SecretFiles files, KeyRing ring, AppKeyEvents events) {
        ring.onSwitch(change -> events.refusedByGitHub(change.refused(), change.taken()));
        if (!files.files().isEmpty()) {
            watcher = new FileWatcher("app-key-watch", files.files(), () -> readAgain(files, ring, events));
            watcher.start();
        }
    }

    /** Judges each state of the files once: an HSM locks itself when it is asked again and again with a wrong PIN. */
    private synchronized void readAgain(SecretFiles files, KeyRing ring, AppKeyEvents events) {
        String state = "";
        try {
            Secret text = files.read();
            state = text.sha256();
            if (!state.equals(judged)) {
                exchange(AppKey.parse(text, SecretFile::orThrow), ring, events);
                refused = "";
            }
        } catch (BadSettings | IllegalArgumentException unusable) {
            String why = String.valueOf(unusable.getMessage());
            if (!why.equals(refused)) {
                refused = why;
                events.rejected(why);
            }
        } finally {
            judged = state;
        }
    }

    private static void exchange(List<AppKey> fresh, KeyRing ring, AppKeyEvents events) {
        List<String> names = fresh.stream().map(AppKey::fingerprint).toList();
        if (!names.equals(ring.fingerprints())) {
            ring.use(fresh);
            events.changed(names);
        }
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.stop();
        }
    }
}
