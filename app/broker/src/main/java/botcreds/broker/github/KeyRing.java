package botcreds.broker.github;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The App's keys, and which of them signs: the first, until GitHub refuses it and takes another. Keys can be exchanged while
 * calls are under way. Thread-safe.
 */
public final class KeyRing {
    private List<AppKey> keys;
    private int preferred;
    private Consumer<Switch> told = change -> {};

    KeyRing(List<AppKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * GitHub refused one key and took another, which signs from now on. Both by their fingerprints.
     *
     * @param refused the key that signed until now
     * @param taken   the key that signs now
     */
    public record Switch(String refused, String taken) {}

    /** Names who is told when GitHub makes us change keys; on the thread of a call, so it only takes note. */
    public synchronized void onSwitch(Consumer<Switch> listener) {
        told = listener;
    }

    /**
     * Takes other keys, the first of which signs from now on. A call that was signed with an old one and is refused for it is
     * signed again.
     *
     * @throws IllegalArgumentException if there is none
     */
    public synchronized void use(List<AppKey> others) {
        if (others.isEmpty()) {
            throw new IllegalArgumentException("without a private key nothing can be signed as the App");
        }
        keys = List.copyOf(others);
        preferred = 0;
    }

    /** The keys' names on the App's page at GitHub, in the order they are set. */
    public synchronized List<String> fingerprints() {
        return keys.stream().map(AppKey::fingerprint).toList();
    }

    /** The name of the key that signs. */
    public String signing() {
        return preferred().fingerprint();
    }

    /** At which place in their order the key stands that signs; 1 is the first. */
    public synchronized int place() {
        return preferred + 1;
    }

    synchronized List<AppKey> all() {
        return keys;
    }

    synchronized AppKey preferred() {
        return keys.get(preferred);
    }

    /** The next one to try, the one that signs first of all. */
    synchronized Optional<AppKey> besides(Collection<AppKey> tried) {
        if (!tried.contains(keys.get(preferred))) {
            return Optional.of(keys.get(preferred));
        }
        return keys.stream().filter(key -> !tried.contains(key)).findFirst();
    }

    /** GitHub took this key after it had refused the one that signed. */
    void prefer(AppKey taken) {
        Switch change;
        Consumer<Switch> listener;
        synchronized (this) {
            int place = keys.indexOf(taken);
            if (place < 0 || place == preferred) {
                return;
            }
            change = new Switch(keys.get(preferred).fingerprint(), taken.fingerprint());
            listener = told;
            preferred = place;
        }
        listener.accept(change);
    }
}
