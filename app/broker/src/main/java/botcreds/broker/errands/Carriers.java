package botcreds.broker.errands;

import botcreds.broker.duty.Duty;
import botcreds.broker.store.Store;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The carriers beside Slack's: bots must not hold up what humans are told. Thread-safe. */
public final class Carriers implements AutoCloseable {
    private static final int MOST_CALLBACKS_AT_ONCE = 16;
    private static final int MOST_BULLETINS_AT_ONCE = 8;

    private final Store store;
    private final Duty duty;
    private final BulletinErrands bulletins;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

    private record Running(Carrier callbacks, Carrier bulletins) {}

    public Carriers(Store store, Duty duty, BulletinErrands bulletins) {
        this.store = store;
        this.duty = duty;
        this.bulletins = bulletins;
    }

    /** Begins to carry; until then the rows only wait. */
    public void start(BotCall calls, Courier courier) {
        CallbackErrands errands = new CallbackErrands(store);
        Running started = new Running(
                new Carrier(store, duty, "callbacks", MOST_CALLBACKS_AT_ONCE, () -> errands.due(calls)),
                new Carrier(store, duty, "bulletins", MOST_BULLETINS_AT_ONCE, () -> bulletins.due(calls, courier)));
        running.set(started);
        started.callbacks().start();
        started.bulletins().start();
    }

    /** Has both look now for what there is to carry. */
    public void wake() {
        Running now = running.get();
        if (now != null) {
            now.callbacks().wake();
            now.bulletins().wake();
        }
    }

    @Override
    public void close() {
        Running now = running.getAndSet(null);
        if (now != null) {
            now.callbacks().close();
            now.bulletins().close();
        }
    }
}
