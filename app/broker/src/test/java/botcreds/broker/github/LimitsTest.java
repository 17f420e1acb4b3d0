package botcreds.broker.github;

import static botcreds.broker.github.MintTest.ORDER;
import static botcreds.broker.github.ScriptedGitHub.Reply.message;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("T-23")
final class LimitsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ScriptedGitHub hub = new ScriptedGitHub();
    private final AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), Clock.systemUTC(), nanos::get);

    @AfterEach
    void stop() {
        github.close();
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429})
    void afterALimitNoCallIsMadeUntilItIsOver(int status) {
        hub.next("mint", message(status, "You have exceeded a secondary rate limit", "Retry-After", "30"));
        assertThat(wait(github.mint(ORDER))).isEqualTo(Duration.ofSeconds(30));

        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(wait(github.mint(ORDER))).isEqualTo(Duration.ofSeconds(1));
        assertThat(github.preflight(MintTest.SCOPE, () -> {})).isInstanceOf(Preflight.Unavailable.class);
        assertThat(github.revoke(Secret.of("ghs_x"))).isInstanceOf(Revocation.Later.class);
        assertThat(hub.calls).hasSize(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
        assertThat(hub.calls).hasSize(2);
    }

    @Test
    void aUsedUpHourIsWaitedForByGitHubsClockAndNotOurs() {
        String reset = String.valueOf(Instant.now().plusSeconds(600).getEpochSecond());
        hub.next(
                "mint",
                message(403, "API rate limit exceeded", "x-ratelimit-remaining", "0", "x-ratelimit-reset", reset));
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));

        try (AppGitHub skewed = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), ahead, nanos::get)) {
            assertThat(wait(skewed.mint(ORDER))).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        }
    }

    @Test
    void aLimitThatNamesNoTimeIsWaitedForLongerEachTime() {
        for (int minutes : new int[] {1, 2, 4, 8, 16, 16}) {
            hub.next("mint", message(403, "You have exceeded a secondary rate limit. Please wait a few minutes"));
            assertThat(wait(github.mint(ORDER))).isEqualTo(Duration.ofMinutes(minutes));
            nanos.addAndGet(Duration.ofMinutes(minutes).toNanos());
        }
        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
        hub.next("mint", message(429, "slow down"));
        assertThat(wait(github.mint(ORDER))).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "Thu, 31 Dec 2099 23:59:59 GMT"})
    void anAbsurdWaitIsCutToAnHour(String absurd) {
        hub.next("mint", message(429, "slow down", "Retry-After", absurd));
        assertThat(wait(github.mint(ORDER))).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "Fri, 31 Dec 1999 23:59:59 GMT"})
    void noWaitIsShorterThanASecond(String none) {
        hub.next("mint", message(429, "slow down", "Retry-After", none));
        assertThat(wait(github.mint(ORDER))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anHourUsedUpByOneInstallationsTokensStopsNobodyElse() {
        hub.next("revoke", message(403, "API rate limit exceeded", "x-ratelimit-remaining", "0"));
        assertThat(github.revoke(Secret.of("ghs_x"))).isInstanceOf(Revocation.Later.class);

        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
    }

    @Test
    void aSuspendedInstallationIsNoLimit() {
        hub.next("mint", message(403, "This installation has been suspended"));
        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Refused.class);
        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
    }

    private static Duration wait(Mint mint) {
        Mint.Unavailable unavailable = (Mint.Unavailable) mint;
        assertThat(unavailable.maybeMinted()).isFalse();
        return unavailable.retryAfter();
    }
}
