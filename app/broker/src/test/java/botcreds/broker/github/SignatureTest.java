package botcreds.broker.github;

import static botcreds.broker.github.MintTest.ORDER;
import static botcreds.broker.github.ScriptedGitHub.Reply.message;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.github.ScriptedGitHub.Seen;
import com.fasterxml.jackson.databind.JsonNode;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureTest {
    private static final String TOO_FAR = "'Expiration time' claim ('exp') is too far in the future";

    private final ScriptedGitHub hub = new ScriptedGitHub();

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void aSignatureIsBackdatedAndEndsWithinTenMinutes() throws CannotSign {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
        AppJwt jwt = new AppJwt("7", new KeyRing(Keys.app(Keys.PAIR).keys()), clock::get);

        JsonNode claims = claims(jwt.current().authorization().reveal());

        assertThat(claims.path("iss").asText()).isEqualTo("7");
        assertThat(claims.path("iat").asLong())
                .isEqualTo(clock.get().minusSeconds(60).getEpochSecond());
        assertThat(claims.path("exp").asLong())
                .isEqualTo(clock.get().plusSeconds(540).getEpochSecond());
        assertThat(claims.path("iat").isIntegralNumber()).isTrue();
    }

    @Test
    void oneSignatureIsUsedUntilTwoMinutesBeforeItsEnd() throws CannotSign {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
        AppJwt jwt = new AppJwt("7", new KeyRing(Keys.app(Keys.PAIR).keys()), clock::get);
        AppJwt.Signed first = jwt.current();

        clock.set(clock.get().plusSeconds(419));
        assertThat(jwt.current()).isSameAs(first);
        clock.set(clock.get().plusSeconds(1));
        assertThat(jwt.current()).isNotEqualTo(first);
    }

    @Test
    @Tag("T-89")
    void aClockSetBackMakesANewSignature() throws CannotSign {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
        AppJwt jwt = new AppJwt("7", new KeyRing(Keys.app(Keys.PAIR).keys()), clock::get);
        jwt.current();

        clock.set(clock.get().minusSeconds(7200));

        assertThat(claims(jwt.current().authorization().reveal()).path("exp").asLong())
                .isEqualTo(clock.get().plusSeconds(540).getEpochSecond());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "7200 | 'Expiration time' claim ('exp') is too far in the future",
                "7200 | 'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
                "-7200 | 'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
            })
    @Tag("T-89")
    void aClockThatIsOffIsFoundOutOnceAndAllowedForFromThenOn(long ahead, String refusal) {
        Clock ours = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(ahead));
        hub.next("mint", message(401, refusal));
        try (AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), ours)) {
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            assertThat(hub.count("mint")).isEqualTo(2);
            assertThat(claims(hub.last("mint").authorization()).path("iat").asLong())
                    .isBetween(
                            Instant.now().getEpochSecond() - 90, Instant.now().getEpochSecond() - 30);

            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            assertThat(hub.count("mint")).isEqualTo(3);
        }
    }

    @Test
    @Tag("T-89")
    void aClockThatCannotBeMendedIsTriedOnceMoreOnly() {
        hub.next("mint", message(401, TOO_FAR), message(401, TOO_FAR), message(401, TOO_FAR));
        try (AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), Clock.systemUTC())) {
            Mint.Unavailable unavailable = (Mint.Unavailable) github.mint(ORDER);

            assertThat(unavailable.why()).contains("our clock is off");
            assertThat(unavailable.maybeMinted()).isFalse();
            assertThat(hub.count("mint")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A JSON web token could not be decoded", "Bad credentials"})
    @Tag("T-93")
    void aKeyDeletedAtGitHubIsReplacedByTheOtherWithoutALostOrder(String refusal) {
        hub.next("mint", message(401, refusal));
        try (AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR, Keys.OTHER), Clock.systemUTC())) {
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
        }
        assertThat(hub.count("mint")).isEqualTo(3);
        assertThat(hub.calls).extracting(Seen::authorization).satisfies(all -> {
            assertThat(isSignedBy(Keys.PAIR, all.get(0))).isTrue();
            assertThat(isSignedBy(Keys.OTHER, all.get(1))).isTrue();
            assertThat(isSignedBy(Keys.OTHER, all.get(2))).isTrue();
        });
    }

    @Test
    @Tag("T-93")
    void whatIsRefusedForTheClockAndThenForTheKeyIsStillDone() {
        Clock ours = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        hub.next("mint", message(401, "A JSON web token could not be decoded"), message(401, TOO_FAR));
        try (AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR, Keys.OTHER), ours)) {
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            assertThat(hub.count("mint")).isEqualTo(3);
            assertThat(github.keys().place()).isEqualTo(2);
        }
    }

    @Test
    @Tag("T-93")
    void aKeyThatDoesNoBetterIsNotPreferred() {
        hub.next("mint", message(401, "Bad credentials"), message(401, "Bad credentials"));
        try (AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR, Keys.OTHER), Clock.systemUTC())) {
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Unavailable.class);
            assertThat(github.keys().place()).isEqualTo(1);
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            assertThat(isSignedBy(Keys.PAIR, hub.last("mint").authorization())).isTrue();
        }
    }

    @Test
    @Tag("T-93")
    void eachKeyIsTriedOnceAndTheSwitchIsTold() {
        KeyPair third = Keys.rsa(2048);
        AtomicReference<KeyRing.Switch> told = new AtomicReference<>();
        hub.next("mint", message(401, "Bad credentials"), message(401, "Bad credentials"));
        AppIdentity app = Keys.app(Keys.PAIR, Keys.OTHER, third);
        try (AppGitHub github = new AppGitHub(hub.endpoint(), app, Clock.systemUTC())) {
            github.keys().onSwitch(told::set);
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            assertThat(github.keys().signing()).isEqualTo(app.keys().get(2).fingerprint());
        }
        assertThat(told.get())
                .isEqualTo(new KeyRing.Switch(
                        app.keys().get(0).fingerprint(), app.keys().get(2).fingerprint()));
        assertThat(hub.count("mint")).isEqualTo(3);
    }

    @Test
    @Tag("T-93")
    void exchangedKeysCountAtOnce() {
        try (AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), Clock.systemUTC())) {
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            github.keys().use(Keys.app(Keys.OTHER).keys());
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
        }
        assertThat(isSignedBy(Keys.OTHER, hub.last("mint").authorization())).isTrue();
    }

    private static boolean isSignedBy(KeyPair pair, String authorization) {
        try {
            Jwts.parser()
                    .verifyWith(pair.getPublic())
                    .build()
                    .parseSignedClaims(authorization.substring("Bearer ".length()));
            return true;
        } catch (io.jsonwebtoken.JwtException other) {
            return false;
        }
    }

    private static JsonNode claims(String authorization) {
        String claims = authorization.substring("Bearer ".length()).split("\\.", -1)[1];
        return ScriptedGitHub.tree(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8));
    }
}
