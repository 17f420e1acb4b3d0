package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.APPROVALS;
import static botcreds.sandbox.slack.Options.CAROL;
import static botcreds.sandbox.slack.Options.GUEST;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandingInSlackTest {
    private Desk desk;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new Desk(directory);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void nothingTypedListsWhatWaits() {
        assertThat(say("")).contains("Nothing waits for a decision");
        desk.asks("myorg/new-project", "contents:write");
        assertThat(say(""))
                .contains("1 request waits")
                .contains("`myorg/new-project`")
                .contains("#" + desk.theRequest().shortId());
        assertThat(say("pending --bot=other-bot")).contains("Nothing waits");
    }

    @Test
    void approvingByNameApprovesAndRemembersIfAsked() throws Exception {
        desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        assertThat(say("approve " + request.shortId() + " \u2014persist")).contains("✅ ");
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.APPROVED);
        assertThat(Files.readString(desk.house.policyPath)).contains("myorg/new-project");
    }

    @Test
    void denyingByNameTakesTheRestAsTheReason() {
        desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        assertThat(say("deny #" + request.shortId() + " not &lt;today&gt; please"))
                .contains("Denied");
        assertThat(desk.find(request.id().value()).decision().orElseThrow().reason())
                .contains("not <today> please");
    }

    @Test
    void theLogNamesWhoDecided() {
        desk.asks("myorg/new-project", "contents:write");
        say("deny " + desk.theRequest().shortId());
        assertThat(say("log --since=1h --bot=machina-bot"))
                .contains("`approval_denied`")
                .contains("`" + ALICE + "`");
        assertThat(say("log --since=soon")).contains("--since takes a time");
        assertThat(say("log --event=nonsense")).contains("--event takes");
        assertThat(say("log --event=key_rotated"))
                .contains("Nothing in the last 24h")
                .doesNotContain("null");
    }

    @Test
    void askingWhatABotMayHaveSaysItAndWhy() {
        assertThat(say("can machina-bot myorg/infrastructure contents:read")).contains("❌ No");
        assertThat(say("can machina-bot myorg/other contents:read")).contains("⏳ Only when a human approves");
        assertThat(say("can machina-bot myorg/other pull_request:read")).contains("did you mean pull_requests");
        assertThat(say("can machina-bot nonsense contents:read")).contains("write OWNER/NAME");
    }

    @Test
    void aSlipOfTheFingerGetsASuggestionAndTheList() {
        assertThat(say("aprove x")).contains("Did you mean").contains("/botcreds approve ID");
        assertThat(say("help")).contains("/botcreds deny ID reason");
        assertThat(say("approve")).contains("Which request?");
        assertThat(say("approve a3f2 --force")).contains("no option --force");
    }

    @Test
    @Tag("T-11")
    void whoIsNobodySeesNothingAndDecidesNothing() {
        desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        assertThat(command(CAROL, "pending")).contains("Only approvers").doesNotContain("myorg");
        assertThat(command(CAROL, "log")).contains("Only approvers");
        assertThat(command(CAROL, "approve " + request.shortId())).doesNotContain("myorg");
        assertThat(command(GUEST, "approve " + request.shortId())).contains("Only full members");
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);
    }

    private String say(String text) {
        return command(ALICE, text);
    }

    private String command(String user, String text) {
        String answer = desk.slack.command(user, APPROVALS, "/botcreds", text).body();
        assertThat(answer).contains("\"response_type\":\"ephemeral\"");
        return answer;
    }
}
