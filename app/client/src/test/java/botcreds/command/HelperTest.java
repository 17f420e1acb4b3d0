package botcreds.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git, gh and askpass start. */
class HelperTest {
    @TempDir
    Path home;

    private final MovableClock clock = new MovableClock();
    private MintingBroker broker;
    private Typed typed;

    @BeforeEach
    void start() throws IOException {
        broker = new MintingBroker(clock);
        typed = new Typed(home).with("BOTCREDS_URL", broker.url()).with("BOTCREDS_API_KEY", "bcb_key");
        typed.clock = clock;
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private String get(String more) {
        assertThat(typed.feed("protocol=https\nhost=github.com\n" + more + "\n", "git-credential", "get"))
                .isZero();
        return typed.out();
    }

    private static String password(String answer) {
        return answer.lines()
                .filter(line -> line.startsWith("password="))
                .findFirst()
                .orElse("")
                .replace("password=", "");
    }

    @Test
    void aJobOf75MinutesOnShortTokensNeverMeetsADeadOne() {
        broker.life = Duration.ofMinutes(12);
        Set<String> used = new HashSet<>();
        for (int minute = 0; minute < 75; minute++) {
            String token = password(get("path=myorg/repo-a.git\n"));
            used.add(token);
            assertThat(broker.tokens.get(token)).isAfter(clock.instant().plus(Duration.ofMinutes(5)));
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(used).hasSizeBetween(10, 12);
    }

    @Test
    void fetchingAsksToReadAndPushingAsksToWrite() {
        String answer = get("path=MyOrg/Repo-A.git\n");
        Instant end = clock.instant().plus(Duration.ofHours(1));
        assertThat(answer.lines())
                .containsExactly(
                        "username=x-access-token",
                        "password=" + password(answer),
                        "password_expiry_utc=" + end.getEpochSecond());
        assertThat(broker.bodies.get(0)).contains("[\"contents:read\"]", "[\"myorg/repo-a\"]");

        assertThat(password(get("path=myorg/repo-a.git\nusername=push\n"))).isNotEqualTo(password(answer));
        assertThat(broker.bodies.get(1)).contains("[\"contents:write\"]", "git push");
        // What may write may read: no third ask.
        get("path=myorg/repo-a.git\n");
        assertThat(broker.calls).hasSize(2);
    }

    @Test
    void whatIsNotOurGitHubIsLeftToOthers() {
        for (String question : new String[] {
            "protocol=https\nhost=gitlab.com\npath=a/b.git\n\n",
            "protocol=http\nhost=github.com\npath=a/b.git\n\n",
            "protocol=https\nhost=github.com.evil.example\npath=a/b.git\n\n"
        }) {
            assertThat(typed.feed(question, "git-credential", "get")).isZero();
            assertThat(typed.out()).isEmpty();
            assertThat(typed.err()).isEmpty();
        }
        assertThat(broker.calls).isEmpty();
    }

    @Test
    void otherOperationsAreSilentAndStoreNothing() {
        for (String operation : new String[] {"store", "capability", "future", ""}) {
            assertThat(typed.feed("protocol=https\nhost=github.com\npassword=x\n\n", "git-credential", operation))
                    .isZero();
            assertThat(typed.out()).isEmpty();
        }
        assertThat(broker.calls).isEmpty();
    }

    @Test
    void aRefusedTokenIsNotServedAgain() {
        String dead = password(get("path=myorg/repo-a.git\n"));
        assertThat(typed.feed(
                        "protocol=https\nhost=github.com\npath=myorg/repo-a.git\npassword=" + dead + "\n\n",
                        "git-credential",
                        "erase"))
                .isZero();
        assertThat(password(get("path=myorg/repo-a.git\n"))).isNotEqualTo(dead);
    }

    @Test
    void waitingAndDeniedAreOneLineEachAndAskAHumanOnce() {
        assertThat(get("path=myorg/pending.git\n")).isEqualTo("quit=1\n");
        assertThat(typed.err().lines()).hasSize(1);
        assertThat(typed.err()).contains("waits for approval");
        get("path=myorg/pending.git\n");
        assertThat(broker.calls).containsExactly("POST /v1/token", "GET /v1/token/ID");

        assertThat(get("path=myorg/denied.git\n")).isEqualTo("quit=1\n");
        get("path=myorg/denied.git\n");
        assertThat(typed.err()).contains("use the fork").hasLineCount(1);
        assertThat(broker.calls.subList(2, 4)).containsExactly("POST /v1/token", "GET /v1/token/ID");
    }

    @Test
    void aRepositoryThatGitDoesNotNameIsAskedForByHint() {
        assertThat(get("")).isEqualTo("quit=1\n");
        assertThat(typed.err()).contains("useHttpPath");
        typed.with("BOTCREDS_REPO", "myorg/repo-a");
        assertThat(get("")).contains("password=ghs_");
    }

    @Test
    void askpassAndGhGetTheSameFreshToken() {
        typed.with("BOTCREDS_REPO", "myorg/repo-a").with("BOTCREDS_NEED", "contents:write,issues:write");
        assertThat(typed.run("askpass", "Username for 'https://github.com': ")).isZero();
        assertThat(typed.out()).isEqualTo("x-access-token\n");
        assertThat(typed.run("askpass", "Password for 'https://x-access-token@github.com': "))
                .isZero();
        String token = typed.out();
        assertThat(typed.run("gh-token")).isZero();
        assertThat(typed.out()).isEqualTo(token).startsWith("ghs_");
        assertThat(broker.calls).hasSize(1);
    }

    @Test
    void theTokenCommandSpeaksToShellsAndPrograms() {
        String[] scope = {"token", "--repo", "myorg/repo-a", "--need", "contents:read", "-o", ""};
        for (String format : new String[] {"table", "json", "env", "exec-credential"}) {
            scope[6] = format;
            assertThat(typed.run(scope)).as(typed.err()).isZero();
            assertThat(typed.out()).contains("ghs_");
        }
        assertThat(typed.out()).contains("expirationTimestamp", "\"kind\": \"ExecCredential\"");
        scope[6] = "xml";
        assertThat(typed.run(scope)).isEqualTo(2);
        assertThat(typed.run("token", "--repo", "myorg/denied", "--need", "contents:read"))
                .isEqualTo(5);
        assertThat(typed.run("token", "--repo", "myorg/pending", "--need", "contents:read", "--wait", "0"))
                .isEqualTo(6);
        assertThat(broker.calls.stream().filter("POST /v1/token"::equals)).hasSize(3);
    }

    @Test
    void gitIsAnsweredFromTheCacheWithoutPicocliJsonOrHttp() throws Exception {
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        get("path=myorg/repo-a.git\n");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                "botcreds.command.Main",
                "git-credential",
                "get");
        builder.environment().putAll(typed.environment);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().write("protocol=https\nhost=github.com\npath=myorg/repo-a.git\n\n".getBytes(UTF_8));
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(printed).contains("password=ghs_", "botcreds.command.git.GitCredential");
        assertThat(printed.lines()
                        .filter(line -> line.matches(".*\\] (picocli|com\\.google\\.gson|java\\.net\\.http)\\..*")))
                .isEmpty();
        assertThat(printed).doesNotContain("sun.net.www.protocol.http.HttpURLConnection");
    }
}
