package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.APPROVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.LogQuery;
import botcreds.broker.bots.Deed;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.sandbox.slack.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A button, a command and the API at the same moment: one decides, and the others say truly who did. */
class RacingSurfacesTest {
    private final ExecutorService crowd = Executors.newFixedThreadPool(3);
    private Desk desk;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new Desk(directory);
    }

    @AfterEach
    void close() throws Exception {
        crowd.shutdownNow();
        desk.close();
    }

    @RepeatedTest(5)
    @Tag("T-20")
    @Tag("T-21")
    void oneWinsAndTheLosersAreToldWho() throws Exception {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        Callable<String> button = () -> {
            desk.slack.click(ALICE, card.ts(), Button.APPROVE.actionId());
            return "";
        };
        Callable<String> command = () -> desk.slack
                .command(ALICE, APPROVALS, "/botcreds", "deny " + request.shortId() + " no")
                .body();
        Callable<String> api = () -> {
            Ruling ruling =
                    desk.house.decisions.approve(Target.typed(request.shortId()), Human.admin(), Surface.API, false);
            return ruling.code() + " " + ruling.text();
        };

        List<String> said = new ArrayList<>();
        for (Future<String> each : crowd.invokeAll(List.of(button, command, api))) {
            said.add(each.get());
        }

        // A deny may come after an approval and then wins over it; nothing comes after a deny.
        assertThat(rows(AuditEvent.Type.APPROVAL_GRANTED)).isLessThanOrEqualTo(1);
        assertThat(rows(AuditEvent.Type.APPROVAL_DENIED)).isEqualTo(1);
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.DENIED);
        assertThat(said.get(1)).contains("Denied #");
        assertThat(said.get(2))
                .matches("APPROVED .*|ALREADY_DECIDED .* was already (approved|denied) by (?i:alice) .*");
    }

    @Test
    @Tag("T-85")
    void whileSlackIsDownTheApiDecidesAndStopsABotAndSlackIsToldLater() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        desk.slack.faults().down();

        Ruling ruling =
                desk.house.decisions.approve(Target.typed(request.shortId()), Human.admin(), Surface.API, false);
        Deed deed = desk.house
                .decisions
                .overBots()
                .locking()
                .lockdown(request.bot(), Optional.empty(), Human.admin(), Surface.API, false);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.APPROVED);
        assertThat(deed.code()).isEqualTo(Deed.Code.DONE);
        desk.slack.faults().clear();
        // Again and again: a try that was under way while the clock moved waits from then on.
        await().atMost(Desk.SOON).until(() -> {
            desk.house.clock.advance(Duration.ofMinutes(2));
            return isDenied(card) && says("admin locked machina-bot down");
        });
        assertThat(desk.slack.message(card.ts()).orElseThrow().offers(Button.APPROVE.actionId()))
                .isFalse();
    }

    private boolean isDenied(Message card) {
        return desk.slack.message(card.ts()).orElseThrow().blocks().toString().contains("Denied");
    }

    private boolean says(String text) {
        return desk.slack.messages().stream()
                .anyMatch(message -> message.blocks().toString().contains(text));
    }

    private long rows(AuditEvent.Type type) {
        return desk.house
                .decisions
                .log(new LogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(type.word()), 100))
                .rows()
                .size();
    }
}
