package botcreds.broker.bots;

import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.MACHINA;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.access.LogQuery;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.FreshKey;
import botcreds.broker.requests.Surface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BotKeysTest {
    private static final String IN_THE_FILE = "0".repeat(63) + "1";
    private static final BotId BOT = MACHINA.bot();

    @TempDir
    Path directory;

    private House house;
    private BotKeys keys;

    @BeforeEach
    void open() {
        house = new House(directory);
        keys = house.access.botKeys();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    @Tag("T-57")
    void aNewKeyCountsAtOnceAndOnlyItsHashIsKept() {
        FreshKey key = rotate(BotKeys.OVERLAP).key();

        assertThat(key.text().reveal()).matches("bcb_[0-9A-Za-z]{49}");
        assertThat(keys.byHash(key.sha256())).contains(BOT);
        List<AuditEvent.Recorded> rows = house.decisions
                .log(new LogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10))
                .rows();
        assertThat(rows.get(0).event().type()).isEqualTo(AuditEvent.Type.KEY_ROTATED);
        assertThat(rows.get(0).json()).doesNotContain(key.text().reveal()).doesNotContain(key.sha256());
    }

    @Test
    @Tag("T-59")
    void theKeysBeforeCountUntilTheOverlapIsOverAlsoTheOneInTheFile() {
        FreshKey first = rotate(BotKeys.OVERLAP).key();
        FreshKey second = rotate(Duration.ofHours(1)).key();
        AtomicInteger told = new AtomicInteger();
        keys.onEnd(told::incrementAndGet);

        house.clock.advance(Duration.ofMinutes(59));
        keys.look();
        assertThat(keys.byHash(IN_THE_FILE)).contains(BOT);
        assertThat(keys.byHash(first.sha256())).contains(BOT);
        assertThat(told).hasValue(0);

        house.clock.advance(Duration.ofMinutes(1));
        keys.look();
        assertThat(keys.byHash(IN_THE_FILE)).isEmpty();
        assertThat(keys.byHash(first.sha256())).isEmpty();
        assertThat(keys.byHash(second.sha256())).contains(BOT);
        assertThat(told).hasValue(1);
    }

    @Test
    void whoHoldsAKeyIsKnownAlsoWhileTheDatabaseIsAway() {
        FreshKey old = rotate(BotKeys.OVERLAP).key();
        FreshKey current = rotate(Duration.ofHours(1)).key();
        house.store.close();

        assertThat(keys.byHash(old.sha256())).contains(BOT);
        assertThat(keys.byHash(current.sha256())).contains(BOT);
    }

    @Test
    @Tag("T-59")
    void aKeyOfABotThatIsListedNoMoreIsNobodys() {
        FreshKey key = rotate(BotKeys.OVERLAP).key();
        house.policy(House.POLICY.replace("machina-bot", "another-bot"));

        assertThat(keys.byHash(key.sha256())).isEmpty();
    }

    @Test
    void anotherNodesRotationCountsAfterTheNextLook() {
        BotKeys otherNode = new BotKeys(house.store, house.policyFile, () -> {
            throw new AssertionError("it makes no key");
        });
        FreshKey key = rotate(Duration.ZERO).key();

        assertThat(otherNode.byHash(key.sha256())).isEmpty();
        otherNode.look();
        assertThat(otherNode.byHash(key.sha256())).contains(BOT);
        assertThat(otherNode.byHash(IN_THE_FILE)).isEmpty();
    }

    private BotKeys.Rotated rotate(Duration overlap) {
        return keys.rotate(BOT, ALICE, Surface.API, overlap);
    }
}
