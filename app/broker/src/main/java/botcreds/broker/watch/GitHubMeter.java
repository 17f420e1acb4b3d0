package botcreds.broker.watch;

import botcreds.broker.github.CallObserver;
import botcreds.broker.model.AsciiCase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Counts the calls to GitHub, and keeps how far its clock is from ours. Thread-safe. */
final class GitHubMeter implements CallObserver {
    private final Meters meters;
    private final InstantSource clock;
    private volatile Optional<Duration> offset = Optional.empty();

    GitHubMeter(Meters meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void called(Observed call) {
        String account = AsciiCase.fold(call.account().name());
        if (call.ending() != Ending.HELD_BACK) {
            meters.gitHubCalls.labelValues(account).observe(call.took().toNanos() / 1e9);
        }
        code(call.ending())
                .ifPresent(
                        code -> meters.gitHubErrors.labelValues(account, code).inc());
        call.budget().ifPresent(budget -> {
            meters.gitHubLeft.labelValues(account).set((double) budget.left());
            meters.gitHubLimit.labelValues(account).set((double) budget.limit());
        });
        call.theirNow().ifPresent(theirs -> {
            // The answer left GitHub about half a call ago, and its clock tells whole seconds.
            Duration apart = Duration.between(
                    clock.instant(), theirs.plusMillis(500).plus(call.took().dividedBy(2)));
            offset = Optional.of(apart);
            meters.gitHubClock.set(apart.toMillis() / 1000.0);
        });
    }

    /** GitHub's clock minus ours when it answered last. */
    Optional<Duration> offset() {
        return offset;
    }

    private static Optional<String> code(Ending ending) {
        return switch (ending) {
            case OK -> Optional.empty();
            case REFUSED -> Optional.of("4xx");
            case FAILED -> Optional.of("5xx");
            case LIMITED, HELD_BACK, UNREACHABLE, LOST -> Optional.of(AsciiCase.fold(ending.name()));
        };
    }
}
