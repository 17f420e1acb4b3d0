package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.store.LostAcknowledgements;
import botcreds.broker.store.LostAcknowledgements.Lost;
import java.nio.file.Path;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL is lost in just the moment in which a minted token is put on the books. */
final class LostAcknowledgementIT {
    private static final byte[] SEAL_KEY = Bot.sha256("of the only node");

    @TempDir
    Path parent;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @Tag("T-26")
    void whateverIsLostTheBotSoonHoldsATokenThatWorksAndTheBooksAreTrue(Lost what) throws Exception {
        try (PostgresServer database = new PostgresServer(parent.resolve("postgresql"));
                LostAcknowledgements way = new LostAcknowledgements(database.jdbcUrl());
                Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_DATABASE_URL", way.jdbcUrl());
            town.settings.put("BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(SEAL_KEY));
            town.startBroker();
            Deeds deeds = new Deeds();
            way.loseNext(what, AuditEvent.Type.CREDENTIAL_ISSUED.word());

            Reply away = town.machina
                    .request(Bot.ask("myorg/repo-a", "contents:write"))
                    .expectLater("store_unavailable");
            assertThat(way.lost()).isEqualTo(1);
            Reply issued = Awaitility.await()
                    .atMost(BrokerProcess.PATIENCE)
                    .until(() -> town.machina.poll(away.requestId(), 1), reply -> reply.status() == 200);
            deeds.note(town.machina, issued);
            works(issued);
            Reply again = town.machina.poll(away.requestId(), 0).expect(200);
            deeds.note(town.machina, again);
            works(again);

            town.broker().kill();
            try (Records left = Records.in(database.jdbcUrl(), SEAL_KEY)) {
                Invariants.hold(Ledgers.of(town, deeds, left));
                assertThat(left.count(AuditEvent.Type.MINT_FAILED)).isEqualTo(what == Lost.ANSWER ? 0 : 1);
                assertThat(left.count(AuditEvent.Type.ORPHAN_POSSIBLE)).isZero();
            }
        }
    }

    private void works(Reply issued) throws Exception {
        GitCommand.run(
                parent, "ls-remote", issued.body().path("git").path("clone_url").asText());
    }
}
