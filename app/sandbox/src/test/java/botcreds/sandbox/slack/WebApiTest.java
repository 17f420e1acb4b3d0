package botcreds.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebApiTest {

    private final SandboxSlack slack = SandboxSlack.start(Options.defaults());
    private final WebApi api = new WebApi(slack);

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void aCallNeedsTheRightTokenForItsMethod() throws Exception {
        Options options = slack.options();
        assertThat(error(api.callAs("", "auth.test"))).isEqualTo("not_authed");
        assertThat(error(api.callAs("xoxb-other", "auth.test"))).isEqualTo("invalid_auth");
        assertThat(error(api.callAs(options.appToken(), "auth.test"))).isEqualTo("not_allowed_token_type");
        assertThat(error(api.callAs(options.botToken(), "apps.connections.open")))
                .isEqualTo("not_allowed_token_type");
        assertThat(api.call("auth.test").path("team_id").asText()).isEqualTo(options.teamId());
    }

    @Test
    void anUnknownMethodSaysSo() throws Exception {
        assertThat(error(api.call("chat.shout"))).isEqualTo("unknown_method");
    }

    @Test
    void jsonIsTakenAsWellAsAFormButNotABrokenOne() throws Exception {
        String url = slack.apiUrl() + "users.info";
        String bearer = "Bearer " + slack.options().botToken();
        assertThat(api.postJson(url, "{\"user\":\"U012ALICE\"}", "Authorization", bearer)
                        .body())
                .contains("\"name\":\"alice\"");
        assertThat(api.postJson(url, "{broken", "Authorization", bearer).body()).contains("invalid_json");
        assertThat(api.postJson(url, "{\"token\":\"" + slack.options().botToken() + "\"}")
                        .body())
                .contains("not_authed");
    }

    @Test
    void peopleAreShownWithWhatDecidesOverTheirClicks() throws Exception {
        assertThat(user(Options.GUEST).path("is_restricted").asBoolean()).isTrue();
        assertThat(user(Options.EXTERNAL).path("is_stranger").asBoolean()).isTrue();
        assertThat(user(Options.EXTERNAL).path("team_id").asText())
                .isNotEqualTo(slack.options().teamId());
        assertThat(user(Options.DEACTIVATED).path("deleted").asBoolean()).isTrue();
        assertThat(user(Options.BOT).path("is_bot").asBoolean()).isTrue();
        assertThat(error(api.call("users.info", "user", "U0NOBODY"))).isEqualTo("user_not_found");
    }

    @Test
    void anEmailFindsAnActiveUserOnly() throws Exception {
        assertThat(api.call("users.lookupByEmail", "email", "BOB@example.com")
                        .at("/user/id")
                        .asText())
                .isEqualTo(Options.BOB);
        assertThat(error(api.call("users.lookupByEmail", "email", "dora@example.com")))
                .isEqualTo("users_not_found");
    }

    @Test
    void groupsListTheirMembersAsTheyAreNow() throws Exception {
        assertThat(api.call("usergroups.users.list", "usergroup", Options.ONCALL)
                        .path("users"))
                .extracting(node -> node.asText())
                .containsExactly(Options.ALICE, Options.BOB);
        slack.directory().put(new UserGroup(Options.ONCALL, "oncall", "On call", java.util.List.of(Options.BOB)));
        assertThat(api.call("usergroups.users.list", "usergroup", Options.ONCALL)
                        .path("users"))
                .extracting(node -> node.asText())
                .containsExactly(Options.BOB);
        assertThat(error(api.call("usergroups.users.list", "usergroup", "S0NONE")))
                .isEqualTo("no_such_subteam");
        assertThat(api.call("usergroups.list").path("usergroups")).hasSize(2);
    }

    @Test
    void aSharedChannelIsShownAsShared() throws Exception {
        assertThat(api.call("conversations.info", "channel", Options.SHARED)
                        .at("/channel/is_ext_shared")
                        .asBoolean())
                .isTrue();
        assertThat(api.call("conversations.info", "channel", Options.APPROVALS)
                        .at("/channel/is_ext_shared")
                        .asBoolean())
                .isFalse();
        assertThat(error(api.call("conversations.info", "channel", "C0NONE"))).isEqualTo("channel_not_found");
    }

    private com.fasterxml.jackson.databind.JsonNode user(String id) throws Exception {
        return api.call("users.info", "user", id).path("user");
    }

    private static String error(com.fasterxml.jackson.databind.JsonNode answer) {
        assertThat(answer.path("ok").asBoolean()).isFalse();
        return answer.path("error").asText();
    }
}
