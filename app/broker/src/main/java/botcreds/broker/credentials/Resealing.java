package botcreds.broker.credentials;

import botcreds.broker.duty.Rounds;
import botcreds.broker.errands.Alerts;
import botcreds.broker.model.TokenId;
import botcreds.broker.store.Resealed;
import botcreds.broker.store.SealCensus;
import botcreds.broker.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals what is alive with the first of the seal keys, so that the others can be dropped, and tells what is missing to do so.
 * What cannot be opened is left alone: it is not handed out again, and ends by its time.
 */
public final class Resealing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int AT_ONCE = 50;

    private final Store store;
    private final Alerts alerts;
    private final Rounds rounds = new Rounds("resealing", PAUSE, this::round);
    private volatile int older;
    private List<TokenId> told = List.of();
    private boolean done;

    public Resealing(Store store, Alerts alerts) {
        this.store = store;
        this.alerts = alerts;
    }

    /** Says at once what cannot be opened; the sealing itself has time. */
    public void start() {
        SealCensus census = store.read(tx -> tx.seals().census());
        older = census.older();
        LOG.info("Tokens are sealed with the key {}, of {}.", census.first(), census.keys());
        if (!census.missing().isEmpty()) {
            tell(census);
        }
        rounds.start();
    }

    /** How many living credentials are sealed with another key than the first. */
    public int older() {
        return older;
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** One round; also what tests call. */
    public void round() {
        SealCensus before = store.read(tx -> tx.seals().census());
        older = before.older();
        if (before.older() == 0) {
            sayDone(before);
            return;
        }
        done = false;
        List<TokenId> broken = new ArrayList<>();
        int sealed = 0;
        Optional<TokenId> at = Optional.empty();
        do {
            Optional<TokenId> from = at;
            Resealed some = store.writeNow(tx -> tx.seals().reseal(from, AT_ONCE));
            sealed += some.sealed();
            broken.addAll(some.broken());
            at = some.last();
        } while (at.isPresent());
        older = broken.size();
        if (sealed > 0) {
            LOG.info("{} tokens that another key had sealed are sealed with {} now.", sealed, before.first());
        }
        if (!broken.isEmpty() && !broken.equals(told)) {
            told = broken;
            LOG.error("No seal key that is set opens {}; put the key back that has sealed them.", broken);
        }
    }

    private void sayDone(SealCensus census) {
        if (!done && census.keys() > 1) {
            LOG.info(
                    "Everything alive is sealed with {} now; the other {} can be dropped.",
                    census.first(),
                    census.keys() == 2 ? "seal key" : "seal keys");
        }
        done = true;
    }

    private void tell(SealCensus census) {
        String which = census.missing().entrySet().stream()
                .map(each -> each.getValue() + " with " + each.getKey())
                .collect(Collectors.joining(", "));
        String headline = "Living tokens are sealed with a key that is not set";
        String detail = "They are: " + which
                + ". Put that key behind the others in BOTCREDS_SEAL_KEY (or seal.key) and restart."
                + " Until then these tokens are not handed out again and cannot be revoked here; they end by their time, an hour"
                + " at most, and deploy keys are deleted as always.";
        LOG.error("{}. {}", headline, detail);
        store.writeNow(tx -> {
            alerts.raise(tx, headline, detail);
            return true;
        });
    }
}
