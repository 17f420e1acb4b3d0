package botcreds.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final String C = Options.APPROVALS;

    private final SandboxSlack slack = SandboxSlack.start(Options.defaults());
    private final WebApi api = new WebApi(slack);

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void aRateLimitHitsItsMethodSoOftenAndNothingElse() throws Exception {
        slack.faults().next(2, Fault.rateLimited(7).on("chat.postMessage"));
        assertThat(api.call("auth.test").path("ok").asBoolean()).isTrue();
        for (int i = 0; i < 2; i++) {
            var response = api.raw("chat.postMessage", slack.options().botToken(), "channel", C, "text", "x");
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue("Retry-After")).contains("7");
        }
        assertThat(slack.messages()).isEmpty();
        assertThat(api.call("chat.postMessage", "channel", C, "text", "x")
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aServerErrorAndASlackErrorComeAsAsked() throws Exception {
        slack.faults().next(1, Fault.serverError(503));
        assertThat(api.raw("auth.test", "any").statusCode()).isEqualTo(503);
        slack.faults().next(1, Fault.error("token_revoked"));
        assertThat(api.call("auth.test").path("error").asText()).isEqualTo("token_revoked");
    }

    @Test
    void aDroppedCallDidNothingAndALostAnswerDidEverything() throws Exception {
        slack.faults().next(1, Fault.drop().on("chat.delete"));
        String ts = api.postCard(C);
        assertThatThrownBy(() -> api.call("chat.delete", "channel", C, "ts", ts))
                .isInstanceOf(IOException.class);
        assertThat(slack.message(ts)).isPresent();
        slack.faults().next(1, Fault.loseAnswer().on("chat.delete"));
        assertThatThrownBy(() -> api.call("chat.delete", "channel", C, "ts", ts))
                .isInstanceOf(IOException.class);
        assertThat(slack.message(ts)).isEmpty();
    }

    @Test
    void downStaysDownUntilItIsCleared() throws Exception {
        slack.faults().down();
        assertThatThrownBy(() -> api.call("auth.test")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> api.call("auth.test")).isInstanceOf(IOException.class);
        slack.faults().clear();
        assertThat(api.call("auth.test").path("ok").asBoolean()).isTrue();
    }

    @Test
    void faultsAreSetFromOutsideAndAWrongOneIsExplained() throws Exception {
        String url = slack.origin() + "/_sandbox/faults";
        String fault = "{\"fault\":\"rate_limited\",\"method\":\"auth.test\",\"times\":2,\"value\":9}";
        assertThat(api.postJson(url, fault).statusCode()).isEqualTo(200);
        assertThat(api.get("/_sandbox/faults").body()).contains("rate_limited on auth.test, 2 left");
        assertThat(api.raw("auth.test", "any").statusCode()).isEqualTo(429);
        assertThat(api.postJson(url, "{\"fault\":\"meteor\"}").body()).contains("use down, rate_limited");
    }

    @Test
    void theLedgerTellsEveryCallWithoutTheToken() throws Exception {
        api.raw("users.info", "", "token", slack.options().botToken(), "user", Options.BOB);
        assertThat(slack.ledger().calls("users.info")).singleElement().satisfies(entry -> {
            assertThat(entry.body().path("user").asText()).isEqualTo(Options.BOB);
            assertThat(entry.answer()).contains("Bob Builder");
        });
        assertThat(api.get("/_sandbox/ledger").body())
                .contains("users.info")
                .doesNotContain(slack.options().botToken());
    }
}
