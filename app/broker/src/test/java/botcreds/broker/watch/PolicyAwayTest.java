package botcreds.broker.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.Access;
import botcreds.broker.errands.Announcer;
import botcreds.broker.gitpolicy.PolicyTown;
import botcreds.broker.model.RandomIds;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import botcreds.sandbox.github.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy in git whose remote is away for longer than the policy likes. */
@Tag("T-55")
class PolicyAwayTest {
    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void thatItIsStaleIsToldOnceAndThatItIsConfirmedAgainToo(@TempDir Path directory) throws Exception {
        try (PolicyTown town = new PolicyTown(directory);
                PolicyTown.End end = town.start();
                Access access = new Access(town.store, end.file, town.app, new RandomIds(town.clock));
                Watch watch = new Watch("1.2.3", town.clock, Watched.PACE)) {
            access.start(hearing());
            watch.start(town.store, end.file, access.alerts(), List::of, List::of, access::isOnDuty);

            town.gitHub
                    .faults()
                    .arm(Fault.serverError(503).on("GET", "/info/refs").times(Fault.ALWAYS));
            town.clock.advance(Duration.ofMinutes(11));
            end.look();
            awaitSaid("has not been confirmed for 11 minutes");
            town.clock.advance(Duration.ofMinutes(11));
            end.look();

            town.gitHub.faults().clear();
            end.look();
            awaitSaid("The policy in git is confirmed again");
            assertThat(said).filteredOn(each -> each.contains("policy in git")).hasSize(2);
        }
    }

    private void awaitSaid(String part) {
        await().atMost(Watched.SOON).until(() -> said.stream().anyMatch(each -> each.contains(part)));
    }

    private Announcer hearing() {
        return new Announcer() {
            @Override
            public Delivery show(List<RequestView> views, Optional<CardRef> card) {
                return new Delivered(new CardRef("C0", "1"));
            }

            @Override
            public boolean fits(List<RequestView> views) {
                return true;
            }

            @Override
            public Delivery tell(Notice notice) {
                said.add(notice.headline());
                return new Delivered(new CardRef("C0", "2"));
            }

            @Override
            public Delivery reply(Reply reply, CardRef card) {
                return new Delivered(card);
            }
        };
    }
}
