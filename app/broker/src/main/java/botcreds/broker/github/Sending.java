package botcreds.broker.github;

import okhttp3.Call;
import okhttp3.EventListener;

/** Tells of one call whether its first byte was on its way: until then nothing can have happened at GitHub. Thread-safe. */
final class Sending extends EventListener {
    private volatile boolean begun;

    @Override
    public void requestHeadersStart(Call call) {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }
}
