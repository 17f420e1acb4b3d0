package botcreds.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatTest {

    private static final String C = Options.APPROVALS;

    private final SandboxSlack slack = SandboxSlack.start(Options.defaults());
    private final WebApi api = new WebApi(slack);

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void aPostedMessageIsThereAndOnlyItsChannelFindsIt() throws Exception {
        String ts = api.postCard(C);
        assertThat(slack.message(ts).orElseThrow().offers("approve")).isTrue();
        assertThat(slack.message(ts).orElseThrow().shown()).contains("slopcannon-bot");
        assertThat(update("C0SECURITY", ts, "text", "x")).isEqualTo("message_not_found");
    }

    @Test
    void textWithoutBlocksTakesTheBlocksAway() throws Exception {
        String ts = api.postCard(C);
        assertThat(update(C, ts, "text", "gone")).isEmpty();
        Message message = slack.message(ts).orElseThrow();
        assertThat(message.blocks()).isEmpty();
        assertThat(message.edited()).isTrue();
    }

    @Test
    void anUpdateWithBlocksShowsNoEditedMark() throws Exception {
        String ts = api.postCard(C);
        assertThat(update(C, ts, "text", "done", "blocks", Samples.RECEIPT)).isEmpty();
        assertThat(slack.message(ts).orElseThrow().edited()).isFalse();
        assertThat(slack.message(ts).orElseThrow().offers("approve")).isFalse();
    }

    @Test
    void anUpdateIsForOwnMessagesInARealChannelOnly() throws Exception {
        String ts = api.postCard(C);
        assertThat(update(Options.ALICE, ts, "text", "x")).isEqualTo("channel_not_found");
        assertThat(update(C, "1.000001", "text", "x")).isEqualTo("message_not_found");
        String private_ = api.call("chat.postEphemeral", "channel", C, "user", Options.ALICE, "text", "psst")
                .path("message_ts")
                .asText();
        assertThat(update(C, private_, "text", "x")).isEqualTo("message_not_found");
        slack.command(Options.ALICE, C, "/botcreds", "");
        String slackbots = slack.messages().get(slack.messages().size() - 1).ts();
        assertThat(slack.message(slackbots).orElseThrow().author()).isEqualTo("USLACKBOT");
        assertThat(update(C, slackbots, "text", "x")).isEqualTo("message_not_found");
    }

    @Test
    void nothingGoesWhereTheBotMayNotWrite() throws Exception {
        assertThat(post(Options.NOT_JOINED, "text", "x")).isEqualTo("not_in_channel");
        assertThat(post(Options.ARCHIVED, "text", "x")).isEqualTo("is_archived");
        assertThat(post("C0NONE", "text", "x")).isEqualTo("channel_not_found");
        assertThat(post(Options.DEACTIVATED, "text", "x")).isEqualTo("channel_not_found");
        assertThat(slack.messages()).isEmpty();
    }

    @Test
    void aMessageToAUserGoesToTheirDirectMessages() throws Exception {
        var answer = api.call("chat.postMessage", "channel", Options.BOB, "text", "hello");
        String direct = answer.path("channel").asText();
        assertThat(direct).startsWith("D");
        assertThat(update(direct, answer.path("ts").asText(), "text", "changed"))
                .isEmpty();
        assertThat(api.call("conversations.open", "users", Options.BOB)
                        .at("/channel/id")
                        .asText())
                .isEqualTo(direct);
    }

    @Test
    void tooMuchTextAndNoTextAreRefused() throws Exception {
        assertThat(post(C)).isEqualTo("no_text");
        assertThat(post(C, "text", "x".repeat(40_001))).isEqualTo("msg_too_long");
        assertThat(update(C, api.postCard(C), "text", "x".repeat(4_001))).isEqualTo("msg_too_long");
        assertThat(post(C, "text", "x", "blocks", "{}")).isEqualTo("invalid_blocks_format");
        assertThat(post(C, "text", "x", "blocks", "[not json")).isEqualTo("invalid_blocks_format");
        String section = "{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"" + "x".repeat(2900) + "\"}}";
        assertThat(post(
                        C,
                        "text",
                        "x",
                        "blocks",
                        "[" + String.join(",", java.util.Collections.nCopies(5, section)) + "]"))
                .isEqualTo("msg_blocks_too_long");
    }

    @Test
    void badBlocksAreRefusedWithWhereTheyAreBad() throws Exception {
        var answer = api.call("chat.postMessage", "channel", C, "text", "x", "blocks", "[{\"type\":\"header\"}]");
        assertThat(answer.path("error").asText()).isEqualTo("invalid_blocks");
        assertThat(answer.at("/response_metadata/messages/0").asText()).contains("[json-pointer:/blocks/0]");
    }

    @Test
    void aDeletedMessageIsGone() throws Exception {
        String ts = api.postCard(C);
        assertThat(api.call("chat.getPermalink", "channel", C, "message_ts", ts)
                        .path("permalink")
                        .asText())
                .endsWith("/archives/" + C + "/p" + ts.replace(".", ""));
        assertThat(api.call("chat.delete", "channel", C, "ts", ts).path("ok").asBoolean())
                .isTrue();
        assertThat(slack.message(ts)).isEmpty();
        assertThat(api.call("chat.getPermalink", "channel", C, "message_ts", ts)
                        .path("error")
                        .asText())
                .isEqualTo("message_not_found");
    }

    private String post(String channel, String... more) throws Exception {
        return with("chat.postMessage", new String[] {"channel", channel}, more);
    }

    private String update(String channel, String ts, String... more) throws Exception {
        return with("chat.update", new String[] {"channel", channel, "ts", ts}, more);
    }

    private String with(String method, String[] first, String[] more) throws Exception {
        String[] all = java.util.stream.Stream.concat(java.util.Arrays.stream(first), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return api.call(method, all).path("error").asText();
    }
}
