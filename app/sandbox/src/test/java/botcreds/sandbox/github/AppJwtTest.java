package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.jsonwebtoken.Jwts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppJwtTest {
    @TempDir
    Path dir;

    private final TestClock clock = new TestClock();
    private SandboxGitHub github;
    private Caller caller;
    private Instant now;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults().withClock(clock));
        caller = new Caller(github);
        now = clock.instant();
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aGoodJwtIsLetInByAppIdAndByClientId() {
        for (String issuer : new String[] {"123456", github.app().clientId()}) {
            Caller.Reply reply = withJwt(caller.jwt(issuer, now.minusSeconds(60), now.plusSeconds(600)));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().path("id").asLong()).isEqualTo(123456);
            assertThat(reply.json().path("slug").asText()).isEqualTo("botcreds-sandbox");
        }
    }

    @Test
    void theKeyIsHandedOutAsPkcs1InAFileOnlyItsOwnerReads() throws Exception {
        Path file = github.app().privateKeyFile();

        assertThat(Files.readString(file))
                .isEqualTo(github.app().privateKeyPem())
                .startsWith("-----BEGIN RSA PRIVATE");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anExpiredJwtIsToldSo() {
        refused(caller.jwt("123456", now.minusSeconds(600), now), AppJwt.EXPIRED);
    }

    @Test
    void aJwtThatEndsMoreThanTenMinutesAheadIsToldSo() {
        refused(caller.jwt("123456", now.minusSeconds(60), now.plusSeconds(601)), AppJwt.TOO_LONG);
    }

    @Test
    void aJwtIssuedInTheFutureIsToldSo() {
        refused(caller.jwt("123456", now.plusSeconds(1), now.plusSeconds(300)), AppJwt.NOT_YET);
    }

    @Test
    void aJwtWithoutTimesIsToldSo() {
        String none = Jwts.builder()
                .issuer("123456")
                .signWith(caller.key(), Jwts.SIG.RS256)
                .compact();
        String noIssue = Jwts.builder()
                .issuer("123456")
                .expiration(Date.from(now.plusSeconds(60)))
                .signWith(caller.key(), Jwts.SIG.RS256)
                .compact();

        refused(none, AppJwt.EXPIRED);
        refused(noIssue, AppJwt.NOT_YET);
    }

    @Test
    void aJwtOfAnUnknownIssuerFindsNoIntegration() {
        refused(caller.jwt("99", now.minusSeconds(60), now.plusSeconds(60)), AppJwt.UNKNOWN_APP);
    }

    @Test
    void anotherKeyAnotherAlgorithmOrNoSignatureIsNotDecodable() {
        String otherKey = Jwts.builder()
                .issuer("123456")
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plusSeconds(60)))
                .signWith(AppKey.generate().getPrivate(), Jwts.SIG.RS256)
                .compact();
        String otherAlgorithm = Jwts.builder()
                .issuer("123456")
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plusSeconds(60)))
                .signWith(caller.key(), Jwts.SIG.RS512)
                .compact();
        String unsigned = Jwts.builder().issuer("123456").compact();

        for (String bad : new String[] {otherKey, otherAlgorithm, unsigned, "a.b.c", "nonsense"}) {
            refused(bad, AppJwt.UNDECODABLE);
        }
        assertThat(caller.send("GET", "/app", "", "").message()).isEqualTo(AppJwt.UNDECODABLE);
    }

    @Test
    void aJwtIsNotAcceptedWithTheTokenScheme() {
        Caller.Reply reply = caller.send("GET", "/app", "token " + caller.jwt(), "");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.message()).isEqualTo("Bad credentials");
    }

    @Test
    void aJwtThatWasGoodOnceIsRefusedWhenItsTimeIsOver() {
        String jwt = caller.jwt();
        assertThat(withJwt(jwt).status()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(9));

        refused(jwt, AppJwt.EXPIRED);
    }

    @Test
    void aSecondKeySignsBesideTheFirstAndADeletedOneNoMore() {
        String old = caller.jwt();
        String fresh = jwtOf(github.generateKey());
        assertThat(withJwt(old).status()).isEqualTo(200);
        assertThat(withJwt(fresh).status()).isEqualTo(200);

        github.deleteKey(github.app().privateKeyPem());

        refused(old, AppJwt.UNDECODABLE);
        assertThat(withJwt(fresh).status()).isEqualTo(200);
    }

    @Test
    void anAppWithoutAKeyIsToldToGenerateOne() {
        github.deleteKey(github.app().privateKeyPem());

        refused(caller.jwt(), AppJwt.NO_KEY);
    }

    private String jwtOf(String pem) {
        return Jwts.builder()
                .issuer("123456")
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plusSeconds(60)))
                .signWith(Caller.key(pem), Jwts.SIG.RS256)
                .compact();
    }

    @Test
    void aSkewedClockShowsInTheDateHeaderAndInTheJwtCheck() {
        String jwt = caller.jwt("123456", now.minusSeconds(60), now.plusSeconds(300));
        github.clock().skew(Duration.ofMinutes(-2));

        Caller.Reply reply = withJwt(jwt);

        assertThat(reply.message()).isEqualTo(AppJwt.NOT_YET);
        assertThat(reply.header("Date")).isEqualTo("Mon, 23 Nov 2026 09:58:00 GMT");
    }

    @Test
    void theTextsAreGitHubsWordForWord() {
        assertThat(AppJwt.EXPIRED)
                .isEqualTo("'Expiration time' claim ('exp') must be a numeric value representing the future time at"
                        + " which the assertion expires");
        assertThat(AppJwt.TOO_LONG).isEqualTo("'Expiration time' claim ('exp') is too far in the future");
        assertThat(AppJwt.NOT_YET)
                .isEqualTo("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was"
                        + " issued");
        assertThat(AppJwt.UNDECODABLE).isEqualTo("A JSON web token could not be decoded");
        assertThat(AppJwt.UNKNOWN_APP).isEqualTo("Integration not found");
    }

    private void refused(String jwt, String message) {
        Caller.Reply reply = withJwt(jwt);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.message()).isEqualTo(message);
        assertThat(reply.json().path("status").isTextual()).isTrue();
    }

    private Caller.Reply withJwt(String jwt) {
        return caller.send("GET", "/app", "Bearer " + jwt, "");
    }
}
