package botcreds.broker.github;

import static botcreds.broker.github.MintTest.ORDER;
import static botcreds.broker.github.ScriptedGitHub.Reply.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import botcreds.broker.github.ScriptedGitHub.Reply;
import botcreds.broker.model.BotUser;
import botcreds.broker.model.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RevocationTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ScriptedGitHub hub = new ScriptedGitHub();
    private final AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), Clock.systemUTC(), nanos::get);

    @AfterEach
    void stop() {
        github.close();
        hub.close();
    }

    @Test
    void aTokenIsRevokedWithItself() {
        Secret token = ((Mint.Minted) github.mint(ORDER)).token();

        assertThat(github.revoke(token)).isEqualTo(new Revocation.Dead());
        assertThat(hub.last("revoke").method()).isEqualTo("DELETE");
        assertThat(hub.last("revoke").authorization()).isEqualTo("Bearer " + token.reveal());
    }

    @Test
    void aTokenGitHubNoLongerKnowsIsDead() {
        assertThat(github.revoke(Secret.of("ghs_longgone"))).isEqualTo(new Revocation.Dead());
    }

    @Test
    void aTokenGitHubDoesNotKnowYetIsNotTakenForDead() {
        Secret token = ((Mint.Minted) github.mint(ORDER)).token();
        hub.next("revoke", message(401, "Bad credentials"), message(401, "Bad credentials"));

        assertThat(github.revoke(token)).isInstanceOf(Revocation.Later.class);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(github.revoke(token)).isEqualTo(new Revocation.Dead());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 301, 400, 403, 404, 422, 500, 503})
    void everyOtherAnswerMeansTryAgain(int status) {
        hub.next("revoke", message(status, "whatever"));

        assertThat(github.revoke(Secret.of("ghs_x"))).isInstanceOf(Revocation.Later.class);
    }

    @Test
    void aLostAnswerMeansTryAgain() {
        hub.next("revoke", Reply.dropped());

        assertThat(github.revoke(Secret.of("ghs_x"))).isInstanceOf(Revocation.Later.class);
    }

    @Test
    void theAppsUserIsLearntInTheBackgroundAndKept() {
        assertThat(github.botUser()).isEmpty();
        BotUser expected = new BotUser("myapp[bot]", "123+myapp[bot]@users.noreply.git.example");
        await().atMost(Duration.ofSeconds(10)).until(() -> github.botUser().equals(Optional.of(expected)));
        assertThat(hub.last("user").path()).isEqualTo("/api/v3/users/myapp%5Bbot%5D");
        assertThat(hub.last("user").authorization()).isNull();

        github.botUser();
        assertThat(hub.count("user")).isEqualTo(1);
    }

    @Test
    void theAppsUserStaysKnownWhenGitHubFailsLater() {
        await().atMost(Duration.ofSeconds(10)).until(() -> github.botUser().isPresent());
        hub.next("user", message(404, "Not Found"));
        nanos.addAndGet(Duration.ofDays(1).toNanos());

        assertThat(github.botUser()).isPresent();
        await().atMost(Duration.ofSeconds(10)).until(() -> hub.count("user") == 2);
        assertThat(github.botUser()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/api/v3/app",
                "https://evil.example/api/v3/app",
                "http://evil.example/api/v3/app",
                "http://x@127.0.0.1/api/v3/app"
            })
    @Tag("T-84")
    void noCallLeavesTheConfiguredOrigin(String elsewhere) {
        Wire wire = new Wire(
                hub.endpoint(),
                new Limits(Clock.systemUTC(), nanos::get),
                new Observing(CallObserver.NOBODY, nanos::get));
        Call call = new Call(Call.Who.APP, "GET", URI.create(elsewhere), Optional.of(Secret.of("Bearer x")), "");

        assertThatThrownBy(() -> wire.send(call)).isInstanceOf(IllegalArgumentException.class);
        assertThat(hub.calls).isEmpty();
    }

    @Test
    @Tag("T-90")
    void nothingPrintsAToken() {
        Mint minted = github.mint(ORDER);
        assertThat(minted.toString()).contains("REDACTED").doesNotContain("ghs_");
        assertThat(new Call(Call.Who.APP, "GET", hub.uri(), Optional.of(Secret.of("Bearer ghs_x")), "").toString())
                .doesNotContain("ghs_");
    }
}
