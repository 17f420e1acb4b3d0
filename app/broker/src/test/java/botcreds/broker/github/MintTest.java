package botcreds.broker.github;

import static botcreds.broker.github.ScriptedGitHub.Reply.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.github.ScriptedGitHub.Reply;
import botcreds.broker.github.ScriptedGitHub.Seen;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MintTest {
    static final Scope SCOPE = scope("contents:write", "myorg/repo-a");
    static final MintOrder ORDER = new MintOrder(77, List.of(11L), SCOPE);

    private final ScriptedGitHub hub = new ScriptedGitHub();
    private final AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), Clock.systemUTC());

    @AfterEach
    void stop() {
        github.close();
        hub.close();
    }

    @Test
    void aTokenIsMintedByOneCallThatNamesIdsAndPermissions() {
        Mint.Minted minted = (Mint.Minted) github.mint(ORDER);

        assertThat(hub.minted).containsExactly(minted.token().reveal());
        assertThat(hub.calls).hasSize(1);
        Seen call = hub.last("mint");
        assertThat(call.path()).isEqualTo("/api/v3/app/installations/77/access_tokens");
        assertThat(call.json())
                .isEqualTo(ScriptedGitHub.tree("{\"repository_ids\":[11],\"permissions\":{\"contents\":\"write\"}}"));
        assertThat(call.headers().get("User-agent")).containsExactly("botcreds/0.1");
        assertThat(call.headers().get("X-github-api-version")).containsExactly("2022-11-28");
        assertThat(call.authorization()).startsWith("Bearer ey");
    }

    @Test
    void eachFurtherTokenCostsOneCallAndNoNewSignature() {
        for (int count = 1; count <= 5; count++) {
            assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
            assertThat(hub.calls).hasSize(count);
        }
        assertThat(hub.calls)
                .extracting(Seen::authorization)
                .containsOnly(hub.last("mint").authorization());
    }

    @Test
    @Tag("T-46")
    void anOrderCannotBeEmptyOrAmbiguous() {
        assertThatThrownBy(() -> new MintOrder(77, List.of(), SCOPE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MintOrder(0, List.of(11L), SCOPE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MintOrder(77, List.of(-1L), SCOPE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MintOrder(77, List.of(11L, 12L), SCOPE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new MintOrder(77, List.of(11L, 11L), scope("contents:read", "myorg/repo-a", "myorg/repo-b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "422 | There is at least one repository that does not exist or is not accessible to the parent installation | NOT_INSTALLED",
                "422 | The permissions requested are not granted to this installation. | PERMISSION_NOT_GRANTED",
                "422 | The level of access for permissions requested are not granted to this installation. | PERMISSION_NOT_GRANTED",
                "422 | Invalid request. | GITHUB_REFUSED",
                "403 | This installation has been suspended | INSTALLATION_SUSPENDED",
                "403 | Resource not accessible by integration | GITHUB_REFUSED",
                "404 | Not Found | NOT_INSTALLED",
                "400 | Problems parsing JSON | GITHUB_REFUSED",
                "301 | Moved Permanently | GITHUB_REFUSED"
            })
    @Tag("T-23")
    void whatGitHubSaysNoToIsSaidInOurWords(int status, String message, Code code) {
        hub.next("mint", message(status, message, "Location", hub.uri() + "/app/installations/78/access_tokens"));

        Mint.Refused refused = (Mint.Refused) github.mint(ORDER);

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.detail() + refused.hint()).doesNotContain(message).hasSizeGreaterThan(40);
        assertThat(hub.calls).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | A JSON web token could not be decoded | GITHUB_APP_PRIVATE_KEY",
                "401 | Integration not found | GITHUB_APP_ID",
                "404 | Integration not found | GITHUB_APP_ID",
                "401 | Integration must generate a public key | generate one",
                "401 | Bad credentials | GITHUB_APP_PRIVATE_KEY"
            })
    void aRefusedSignatureIsTheOperatorsToMendAndLosesNoRequest(int status, String message, String hint) {
        hub.next("mint", message(status, message));

        Mint.Unavailable unavailable = (Mint.Unavailable) github.mint(ORDER);

        assertThat(unavailable.maybeMinted()).isFalse();
        assertThat(unavailable.why()).contains(hint);
        assertThat(hub.count("mint")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    @Tag("T-23")
    void aServerErrorIsNotRepeatedAndMayHaveMinted(int status) {
        hub.next("mint", message(status, "Server Error", "Retry-After", "17"));

        Mint.Unavailable unavailable = (Mint.Unavailable) github.mint(ORDER);

        assertThat(unavailable.maybeMinted()).isTrue();
        assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(17));
        assertThat(hub.count("mint")).isEqualTo(1);
    }

    @Test
    @Tag("T-23")
    void anOrderIsNotRepeatedEvenIfGitHubWouldHaveItAtOnce() {
        hub.next("mint", message(503, "Server Error", "Retry-After", "0"));

        assertThat(((Mint.Unavailable) github.mint(ORDER)).maybeMinted()).isTrue();
        assertThat(hub.count("mint")).isEqualTo(1);
    }

    @Test
    @Tag("T-23")
    void aConnectionThatDiesAfterTheOrderIsNotRepeatedAndMayHaveMinted() {
        hub.next("mint", Reply.dropped());

        Mint.Unavailable unavailable = (Mint.Unavailable) github.mint(ORDER);

        assertThat(unavailable.maybeMinted()).isTrue();
        assertThat(hub.count("mint")).isEqualTo(1);
    }

    @Test
    @Tag("T-23")
    void whereNothingListensNothingWasMinted() {
        hub.close();

        assertThat(((Mint.Unavailable) github.mint(ORDER)).maybeMinted()).isFalse();
    }

    @Test
    @Tag("T-23")
    void anAnswerThatDoesNotComeInTimeMayHaveMinted() {
        hub.gate = new CountDownLatch(1);
        try (AppGitHub hasty =
                new AppGitHub(hub.endpoint(Duration.ofSeconds(2)), Keys.app(Keys.PAIR), Clock.systemUTC())) {
            assertThat(((Mint.Unavailable) hasty.mint(ORDER)).maybeMinted()).isTrue();
        }
        assertThat(hub.count("mint")).isEqualTo(1);
    }

    @Test
    @Tag("T-23")
    void anAnswerCutShortAtAnyByteIsNeverHandedOut() {
        github.mint(ORDER);
        int length = hub.minted.iterator().next().length() + 100;
        for (int cut = 0; cut < length; cut += 5) {
            int end = cut;
            hub.changing("mint", reply -> reply.cut(end));

            assertThat(((Mint.Unavailable) github.mint(ORDER)).maybeMinted())
                    .as("cut at %d", end)
                    .isTrue();
        }
    }

    @Test
    @Tag("T-23")
    void anAnswerThatEndsTooEarlyAtAnyByteIsRevokedWhenItsTokenCanBeRead() {
        github.mint(ORDER);
        String token = hub.minted.iterator().next();
        int whole = ScriptedGitHub.JSON
                .createObjectNode()
                .put("token", token)
                .toString()
                .length();
        for (int cut = 1; cut < whole + 200; cut++) {
            int end = cut;
            String[] sent = {""};
            hub.changing("mint", reply -> {
                sent[0] = ScriptedGitHub.tree(reply.body()).path("token").asText();
                return Reply.of(
                        201,
                        reply.body().substring(0, Math.min(end, reply.body().length() - 1)));
            });

            Mint.Unavailable unavailable = (Mint.Unavailable) github.mint(ORDER);

            assertThat(unavailable.why()).doesNotContain("ghs_");
            assertThat(unavailable.maybeMinted()).as("cut at %d", end).isEqualTo(!hub.dead.contains(sent[0]));
        }
        assertThat(hub.dead).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "{\"token\":\"\"}", "{\"token\":null}", "{\"token\":\"a\\nb\"}", "<html>"
            })
    @Tag("T-23")
    void anAnswerWithoutAUsableTokenIsAPossibleOrphan(String body) {
        hub.next("mint", Reply.of(201, body));

        assertThat(((Mint.Unavailable) github.mint(ORDER)).maybeMinted()).isTrue();
    }

    @Test
    @Tag("T-23")
    void aStatusOtherThanCreatedIsNotBelieved() {
        hub.changing("mint", reply -> Reply.of(200, reply.body()));

        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Unavailable.class);
        assertThat(hub.dead).containsAll(hub.minted);
    }

    @Test
    void noTwoThreadsGetEachOthersTokens() throws Exception {
        for (long id = 100; id < 164; id++) {
            hub.repositories.put(id, "myorg/r" + id);
        }
        ExecutorService bots = Executors.newFixedThreadPool(32);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        List<Future<?>> all = new ArrayList<>();
        for (int count = 0; count < 640; count++) {
            long id = 100L + count % 64;
            all.add(bots.submit(() -> {
                Mint mint = github.mint(new MintOrder(77, List.of(id), scope("issues:read", "myorg/r" + id)));
                assertThat(seen.add(((Mint.Minted) mint).token().reveal())).isTrue();
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        bots.shutdown();
        assertThat(seen).hasSize(640);
        assertThat(hub.count("mint")).isEqualTo(640);
    }

    static Scope scope(String permission, String... repositories) {
        List<Repository> named = java.util.Arrays.stream(repositories)
                .map(name -> Repository.parse(name, "github.com").orElseThrow())
                .toList();
        return Scope.of(named, Permissions.ofWords(List.of(permission)));
    }
}
