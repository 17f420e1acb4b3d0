package botcreds.broker.pushes;

import botcreds.broker.store.Pushes.Waiting;
import botcreds.broker.store.Store;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Takes in what GitHub tells of pushes. GitHub tells once and does not ask again, so a push is durable before it is
 * acknowledged, and judged afterwards. Thread-safe.
 */
public final class Pushes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 16;

    private final Store store;
    private final PushJudging judging;
    private final List<Consumer<Push>> others = new CopyOnWriteArrayList<>();

    public Pushes(Store store, PushJudging judging) {
        this.store = store;
        this.judging = judging;
    }

    /**
     * Takes a push in, once however often it is told.
     *
     * @throws botcreds.broker.store.StoreUnavailable when it could not be made durable
     */
    public void receive(Push push) {
        String body = write(push);
        store.writeNow(tx -> tx.pushes().add(push.delivery(), body));
        others.forEach(each -> each.accept(push));
    }

    /** Has somebody else told of each push, on the thread that brought it: they only take note. */
    public void alsoTell(Consumer<Push> other) {
        others.add(other);
    }

    /** Those to judge now, longest due first. */
    public List<Waiting> due() {
        return store.read(tx -> tx.pushes().due(tx.now(), AT_ONCE));
    }

    /** Judges a push, or notes when to try again. */
    public void judge(Waiting waiting) {
        Optional<Duration> later = judging.judge(read(waiting.body()), waiting);
        later.ifPresent(wait -> store.writeNow(tx -> {
            tx.pushes().retry(waiting.delivery(), tx.now().plus(wait));
            return true;
        }));
    }

    private static String write(Push push) {
        try {
            return JSON.writeValueAsString(push);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts can be written as JSON", impossible);
        }
    }

    private static Push read(String body) {
        try {
            return JSON.readValue(body, Push.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("the table holds what this class wrote", unreadable);
        }
    }
}
