package botcreds.broker.policy;

import static botcreds.broker.policy.Policies.BOT;
import static botcreds.broker.policy.Policies.NOW;
import static botcreds.broker.policy.Policies.decide;
import static botcreds.broker.policy.Policies.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String ASKING = Policies.withBot("auto_approve: []\n");
    private static final String DENYING = Policies.withBot("deny: [{repo: acme/new}]\n");
    private static final Scope NEW = scope("acme/new", "contents:read");

    @TempDir
    Path folder;

    private final News news = new News();
    private Path path;
    private PolicyFile file;

    @BeforeEach
    void open() throws Exception {
        path = folder.resolve("policy.yaml");
        Files.writeString(path, ASKING);
        file = PolicyFile.open(path, Policies.HOST, Clock.fixed(NOW, ZoneOffset.UTC));
        file.reportTo(news);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    @Tag("T-48")
    void aBadFileAtStartIsRefusedWithEverythingThatIsWrong() throws Exception {
        for (String text : List.of("", "bots: {a: {den: []}}\nlimit: {}", "\uFEFFbots: {}")) {
            Path bad = Files.writeString(folder.resolve("bad.yaml"), text);
            assertThatThrownBy(() -> PolicyFile.open(bad, Policies.HOST, Clock.systemUTC()))
                    .isInstanceOfSatisfying(
                            PolicyRejected.class,
                            rejected -> assertThat(rejected.issues())
                                    .isNotEmpty()
                                    .allSatisfy(issue -> assertThat(rejected).hasMessageContaining(issue.message())));
        }
        assertThatThrownBy(() -> PolicyFile.open(folder.resolve("none"), Policies.HOST, Clock.systemUTC()))
                .hasMessageContaining("put it back");
    }

    @Test
    void anEditCountsHoweverItIsSaved() throws Exception {
        file.watch();
        Files.writeString(path, DENYING);
        awaitDecision("deny");
        replaceByRename(ASKING);
        awaitDecision("requires_approval");
        FileTime unchanged = Files.getLastModifiedTime(path);
        Files.writeString(path, ASKING.replace("auto_approve: []", "deny: [{repo: acme/*}]"));
        Files.setLastModifiedTime(path, unchanged);
        awaitDecision("deny");

        assertThat(news.changed).hasSize(3);
        assertThat(news.rejected).isEmpty();
    }

    @Test
    @Tag("T-49")
    @Tag("T-48")
    void whatCannotBeUsedIsToldOnceAndThePolicyOfBeforeStays() throws Exception {
        Files.writeString(path, DENYING);
        file.reload();
        Policy good = file.current();
        for (String bad : List.of("", "bots: {}\nbots: {}", "bots: {}\noops: 1")) {
            Files.writeString(path, bad);
            file.reload();
            file.reload();
        }
        Files.delete(path);
        file.reload();
        file.reload();

        assertThat(file.current()).isSameAs(good);
        assertThat(news.rejected)
                .extracting(issues -> issues.get(0).code())
                .containsExactly("empty_file", "duplicate_key", "unknown_key", "file_missing");
    }

    @Test
    @Tag("T-54")
    void aSnapshotDoesNotChangeUnderWhoHoldsIt() throws Exception {
        Policy held = file.current();
        Files.writeString(path, DENYING);
        file.reload();

        assertThat(decide(held, "acme/new", "contents:read")).isEqualTo("requires_approval");
        assertThat(decide(file.current(), "acme/new", "contents:read")).isEqualTo("deny");
        assertThat(held.digest()).isNotEqualTo(file.current().digest());
    }

    @Test
    void whatIsRememberedCountsAtOnceAndIsToldOnce() throws Exception {
        assertThat(file.preview(BOT, NEW, Optional.empty()).rule())
                .contains("- {repo: acme/new, permissions: [contents:read]}");

        Remembered.Written written = (Remembered.Written) file.remember(rule(BOT, NEW), Policies.MOTIVE);
        file.reload();

        assertThat(written.policy()).isSameAs(file.current());
        assertThat(written.diff())
                .isEqualTo(
                        "@@ line 6 @@\n-    auto_approve: []\n+    auto_approve:\n"
                                + "+      - {repo: acme/new, permissions: [contents:read]}  # approved by alice 2026-11-22 #a3f2");
        assertThat(decide(file.current(), "acme/new", "contents:read")).isEqualTo("auto_approve");
        assertThat(decide(file.current(), "acme/new", "contents:write")).isEqualTo("requires_approval");
        assertThat(file.remember(rule(BOT, NEW), Policies.MOTIVE)).isInstanceOf(Remembered.Already.class);
        assertThat(file.preview(BOT, NEW, Optional.empty()).rule()).isEmpty();
        assertThat(news.changed).hasSize(1);
    }

    @Test
    @Tag("T-52")
    void whatADenyCoversIsNotRemembered() throws Exception {
        Files.writeString(path, DENYING);

        // The edit was not noticed yet; it counts all the same.
        assertThat(refusal(rule(BOT, NEW))).startsWith("A deny covers this: bots.machina-bot.deny[0] (line 6)");
        file.reload();
        assertThat(file.preview(BOT, NEW, Optional.empty()).whyNot().orElseThrow())
                .startsWith("A deny covers this");
        assertThat(Files.readString(path)).isEqualTo(DENYING);
    }

    @Test
    void whatWouldBreakATestIsNotRemembered() throws Exception {
        String text = ASKING + "tests:\n"
                + "  - {bot: machina-bot, repo: acme/new, permissions: [contents:read], expect: requires_approval}\n";
        Files.writeString(path, text);

        assertThat(refusal(rule(BOT, NEW))).contains("expected requires_approval and got auto_approve");
        assertThat(Files.readString(path)).isEqualTo(text);
    }

    @Test
    void aBotThatIsNotListedAndAFileWithErrorsAreLeftAlone() throws Exception {
        assertThat(refusal(rule(new BotId("stranger"), NEW))).contains("add it with its identity");
        Files.writeString(path, "bots: [");
        assertThat(refusal(rule(BOT, NEW))).contains("has errors now");
        Files.delete(path);
        assertThat(refusal(rule(BOT, NEW))).contains("cannot be written");
    }

    @Test
    @Tag("T-51")
    void modeAndLinkStayAndNothingIsLeftBehind() throws Exception {
        Path link = folder.resolve("link.yaml");
        Files.createSymbolicLink(link, path.getFileName());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        try (PolicyFile linked = PolicyFile.open(link, Policies.HOST, Clock.fixed(NOW, ZoneOffset.UTC))) {
            assertThat(linked.remember(rule(BOT, NEW), Policies.MOTIVE)).isInstanceOf(Remembered.Written.class);
        }

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(path)).contains("acme/new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("policy.yaml", "link.yaml");
        }
    }

    @Test
    void aHundredThousandRulesLoadAndDecide() throws Exception {
        StringBuilder text = new StringBuilder("approvers: [U1A]\nbots:\n  machina-bot:\n    auto_approve:\n");
        for (int each = 0; each < 100_000; each++) {
            text.append("      - {repo: org")
                    .append(each % 100)
                    .append("/r")
                    .append(each)
                    .append(each % 10 == 0 ? "-*" : "")
                    .append(", permissions: [contents:read]}\n");
        }
        Files.writeString(path, text);
        file.reload();

        assertThat(news.rejected).isEmpty();
        assertThat(decide(file.current(), "org7/r77707", "contents:read")).isEqualTo("auto_approve");
        assertThat(decide(file.current(), "org10/r77710-x", "contents:read")).isEqualTo("auto_approve");
        assertThat(decide(file.current(), "org7/r77708", "contents:read")).isEqualTo("requires_approval");
    }

    private void awaitDecision(String kind) {
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(decide(file.current(), "acme/new", "contents:read"))
                        .isEqualTo(kind));
    }

    private void replaceByRename(String text) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String refusal(RememberedRule rule) {
        return ((Remembered.Refused) file.remember(rule, Policies.MOTIVE)).why();
    }

    private static RememberedRule rule(BotId bot, Scope scope) {
        return new RememberedRule(bot, scope, "alice", LocalDate.parse("2026-11-22"), "a3f2", Optional.empty());
    }
}
