package botcreds.broker.github;

import static botcreds.broker.github.MintTest.ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.github.ScriptedGitHub.Reply;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("T-24")
final class MintMismatchTest {
    private final ScriptedGitHub hub = new ScriptedGitHub();
    private final AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), Clock.systemUTC());

    @AfterEach
    void stop() {
        github.close();
        hub.close();
    }

    private static final Map<String, Consumer<ObjectNode>> DIFFERENCES = Map.ofEntries(
            Map.entry("all repositories", tree -> tree.put("repository_selection", "all")),
            Map.entry("unknown selection", tree -> tree.put("repository_selection", "some")),
            Map.entry("no selection", tree -> tree.remove("repository_selection")),
            Map.entry("extra permission", tree -> permissions(tree).put("administration", "write")),
            Map.entry("higher metadata", tree -> permissions(tree).put("metadata", "write")),
            Map.entry("higher level", tree -> permissions(tree).put("contents", "admin")),
            Map.entry("lower level", tree -> permissions(tree).put("contents", "read")),
            Map.entry("missing permission", tree -> permissions(tree).remove("contents")),
            Map.entry("no permissions", tree -> tree.remove("permissions")),
            Map.entry("null permissions", tree -> tree.putNull("permissions")),
            Map.entry("other id", tree -> first(tree).put("id", 12)),
            Map.entry("id as text", tree -> first(tree).put("id", "11")),
            Map.entry(
                    "id beyond long", tree -> first(tree).put("id", new java.math.BigInteger("18446744073709551627"))),
            Map.entry("no id", tree -> first(tree).remove("id")),
            Map.entry("no name", tree -> first(tree).remove("full_name")),
            Map.entry(
                    "one more repository",
                    tree -> list(tree).addObject().put("id", 12).put("full_name", "myorg/repo-b")),
            Map.entry(
                    "same repository twice", tree -> list(tree).add(first(tree).deepCopy())),
            Map.entry("empty repositories", tree -> tree.putArray("repositories")),
            Map.entry("no repositories", tree -> tree.remove("repositories")),
            Map.entry(
                    "past end",
                    tree -> tree.put("expires_at", Instant.now().minusSeconds(1).toString())),
            Map.entry(
                    "distant end",
                    tree -> tree.put(
                            "expires_at", Instant.now().plusSeconds(7200).toString())),
            Map.entry("unreadable end", tree -> tree.put("expires_at", "tomorrow")),
            Map.entry("no end", tree -> tree.remove("expires_at")));

    static Stream<String> differences() {
        return DIFFERENCES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("differences")
    void aTokenOtherThanOrderedIsRevokedAtOnceAndNotHandedOut(String difference) {
        hub.changingMint(DIFFERENCES.get(difference));
        Mint.Mismatch mismatch = (Mint.Mismatch) github.mint(ORDER);

        assertThat(mismatch.revoked()).isTrue();
        assertThat(mismatch.what())
                .startsWith("GitHub minted a token other than ordered")
                .doesNotContain("ghs_");
        assertThat(hub.dead).containsExactlyElementsOf(hub.minted);
    }

    @Test
    void aWrongTokenThatCannotBeRevokedNowIsSaidToBeAliveAndRevokedLater() {
        hub.changingMint(tree -> tree.put("repository_selection", "all"));
        hub.next("revoke", Reply.message(403, "This installation has been suspended"));

        assertThat(((Mint.Mismatch) github.mint(ORDER)).revoked()).isFalse();
        assertThat(hub.dead).isEmpty();

        github.close();
        assertThat(hub.dead).containsExactlyElementsOf(hub.minted);
    }

    @Test
    void metadataThatGitHubAddsIsNoDifference() {
        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
    }

    @Test
    @Tag("T-42")
    void aRepositoryThatWasRenamedSinceIsRefusedAndTheTokenRevoked() {
        hub.repositories.put(11L, "myorg/renamed");

        Mint.Refused refused = (Mint.Refused) github.mint(ORDER);

        assertThat(refused.code()).isEqualTo(Code.REPOSITORY_CHANGED);
        assertThat(refused.detail()).contains("myorg/repo-a").doesNotContain("renamed since");
        assertThat(hub.dead).containsExactlyElementsOf(hub.minted);
    }

    @Test
    @Tag("T-42")
    void aRepositoryThatWasTransferredSinceIsRefused() {
        hub.repositories.put(11L, "elsewhere/repo-a");

        assertThat(((Mint.Refused) github.mint(ORDER)).code()).isEqualTo(Code.REPOSITORY_CHANGED);
    }

    @Test
    @Tag("T-41")
    void aNameThatDiffersInAsciiCaseOnlyIsTheSame() {
        hub.repositories.put(11L, "MyOrg/Repo-A");

        assertThat(github.mint(ORDER)).isInstanceOf(Mint.Minted.class);
    }

    private static ObjectNode permissions(ObjectNode tree) {
        return (ObjectNode) tree.path("permissions");
    }

    private static ArrayNode list(ObjectNode tree) {
        return (ArrayNode) tree.path("repositories");
    }

    private static ObjectNode first(ObjectNode tree) {
        return (ObjectNode) list(tree).get(0);
    }
}
