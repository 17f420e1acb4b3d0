package botcreds.broker.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Engine;
import botcreds.broker.store.LostAcknowledgements;
import botcreds.broker.store.LostAcknowledgements.Lost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy counts at once; that it does must be on record, also when the database is away at that moment. */
class PolicyEventsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private LostAcknowledgements way;
    private House house;

    @BeforeEach
    void open() {
        way = new LostAcknowledgements(Engine.POSTGRESQL.freshUrl());
        house = new House(directory, way.jdbcUrl());
        house.policyFile.reportTo(house.access.policyEvents());
        house.access.policyEvents().start();
    }

    @AfterEach
    void close() throws IOException {
        house.close();
        way.close();
    }

    @Test
    void changesThatCameWhileTheDatabaseWasAwayAreRecordedInTheirOrderOnceItIsBack() {
        String first = house.policyFile.current().digest();
        way.loseNext(Lost.WORK, AuditEvent.Type.POLICY_CHANGED.word());
        house.policy(House.POLICY + "# one\n");
        String second = house.policyFile.current().digest();
        house.policy("no policy: at all");
        house.policy(House.POLICY + "# two\n");
        String third = house.policyFile.current().digest();

        await().atMost(SOON)
                .until(() -> recorded(AuditEvent.Type.POLICY_CHANGED).size() >= 2);

        assertThat(recorded(AuditEvent.Type.POLICY_CHANGED))
                .extracting(row -> row.event().detail().get("policy_hash_before"))
                .containsExactly(second, first);
        assertThat(recorded(AuditEvent.Type.POLICY_CHANGED))
                .extracting(row -> row.event().detail().get("policy_hash"))
                .containsExactly(third, second);
        assertThat(recorded(AuditEvent.Type.POLICY_REJECTED)).hasSize(1);
    }

    @Test
    void whatIsRecordedLateSaysSinceWhenItCounts() {
        String counts = house.clock.instant().toString();
        way.loseNext(Lost.WORK, AuditEvent.Type.POLICY_CHANGED.word());
        house.policy(House.POLICY + "# one\n");
        house.clock.advance(Duration.ofMinutes(10));

        await().atMost(SOON)
                .until(() -> !recorded(AuditEvent.Type.POLICY_CHANGED).isEmpty());

        assertThat(recorded(AuditEvent.Type.POLICY_CHANGED).get(0).event().detail())
                .containsEntry("since", counts);
    }

    private List<AuditEvent.Recorded> recorded(AuditEvent.Type type) {
        return house.store.read(tx -> tx.audit().latest(AuditFilter.newest(10).event(type)));
    }
}
