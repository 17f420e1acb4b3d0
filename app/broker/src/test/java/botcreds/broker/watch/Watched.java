package botcreds.broker.watch;

import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.errands.Announcer;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A house with somebody watching it, and everything that was said to humans. */
final class Watched implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(150);

    /** A look is due at once, and what is judged less often than that soon after. */
    static final Duration PACE = Duration.ofMillis(50);

    final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final Optional<AnchorFile> anchors;
    final House house;
    final Watch watch;
    final List<Announcer.Notice> said = new CopyOnWriteArrayList<>();

    Watched(Path directory, String... keys) {
        this(directory, Optional.empty(), keys);
    }

    private Watched(Path directory, Optional<AnchorFile> anchors, String... keys) {
        this.anchors = anchors;
        house = new House(directory, url);
        watch = watchAgain(keys);
        house.policyFile.reportTo(house.access.policyEvents());
        house.access.start(new Announcer() {
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
                said.add(notice);
                return new Delivered(new CardRef("C0", "2"));
            }

            @Override
            public Delivery reply(Reply reply, CardRef card) {
                return new Delivered(card);
            }
        });
    }

    /** With a file of anchors in the directory. */
    static Watched anchoring(Path directory) {
        return new Watched(directory, Optional.of(new AnchorFile(directory)));
    }

    /** Another one who watches the same house, as after a restart. */
    Watch watchAgain(String... keys) {
        Watch another = new Watch("1.2.3", house.clock, PACE);
        anchors.ifPresent(file -> another.keepAudit(file, Optional.empty()));
        another.start(
                house.store,
                house.policyFile,
                house.access.alerts(),
                () -> List.of(keys),
                () -> house.gitHub.budgets(),
                house.access::isOnDuty);
        return another;
    }

    /** Waits until the metrics have this line. */
    void awaitLine(String line) {
        await().atMost(SOON).until(() -> watch.metrics().lines().anyMatch(line::equals));
    }

    Announcer.Notice awaitSaid(String part) {
        await().atMost(SOON)
                .until(() -> said.stream().anyMatch(notice -> notice.headline().contains(part)));
        return said.stream()
                .filter(notice -> notice.headline().contains(part))
                .findFirst()
                .orElseThrow();
    }

    long times(String part) {
        return said.stream().filter(notice -> notice.headline().contains(part)).count();
    }

    @Override
    public void close() {
        watch.close();
        house.close();
    }
}
