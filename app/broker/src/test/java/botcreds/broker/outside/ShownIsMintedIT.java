package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.github.LedgerEntry;
import botcreds.sandbox.slack.Message;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the human saw, what the bot was told, and what GitHub was asked for and made, are one and the same. */
@Tag("T-25")
final class ShownIsMintedIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final int MANY = 50;

    @TempDir
    static Path parent;

    private static Town town;

    @BeforeAll
    static void open() {
        town = new Town(parent);
        IntStream.range(0, MANY)
                .forEach(each -> town.gitHub.createRepository("myorg/a-repository-with-a-rather-long-name-" + each));
        town.startBroker();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    static Stream<Arguments> scopes() {
        return Stream.of(
                Arguments.of(List.of("myorg/repo-a"), List.of("contents:read")),
                Arguments.of(List.of("myorg/repo-b"), List.of("contents:write", "issues:read")),
                Arguments.of(
                        List.of("myorg/repo-a", "myorg/repo-b", "myorg/side"),
                        List.of("contents:read", "issues:write", "pull_requests:write", "actions:read")),
                Arguments.of(
                        IntStream.range(0, MANY)
                                .mapToObj(each -> "myorg/a-repository-with-a-rather-long-name-" + each)
                                .toList(),
                        List.of("issues:write")));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void theCardTheAnswerAndTheMintAgree(List<String> repositories, List<String> permissions) throws Exception {
        Reply pending = town.other
                .request(Bot.ask(
                        repositories, "`myorg/infrastructure` contents:write", permissions.toArray(new String[0])))
                .expect(202);
        Message card = town.card(pending, "request_approve");
        Set<String> shown = shownWords(card);

        town.clicks(ALICE, pending, "request_approve");
        Reply issued = town.other.poll(pending.requestId(), 50).expect(200);

        assertThat(new TreeSet<>(issued.list("repos"))).isEqualTo(new TreeSet<>(repositories));
        assertThat(new TreeSet<>(issued.list("permissions"))).isEqualTo(new TreeSet<>(permissions));
        TreeSet<String> told = new TreeSet<>(issued.list("repos"));
        told.addAll(issued.list("permissions"));
        told.add("other-bot");
        assertThat(shown).isEqualTo(told);

        LedgerEntry mint = mintOf(issued.token());
        JsonNode asked = JSON.readTree(mint.body());
        assertThat(ids(asked.path("repository_ids"))).isEqualTo(idsOf(repositories));
        assertThat(asked.has("repositories")).isFalse();
        assertThat(levels(asked.path("permissions"))).isEqualTo(levels(permissions));
        Map<String, String> made = new TreeMap<>();
        mint.token().permissions().levels().forEach((name, level) -> made.put(name, level.word()));
        Map<String, String> expected = levels(permissions);
        // GitHub adds it to every token by itself.
        expected.putIfAbsent("metadata", "read");
        assertThat(made).isEqualTo(expected);
        assertThat(mint.token().repositories()).isEqualTo(idsOf(repositories));
        assertThat(town.cardShowing(card, "Valid until").shown()).contains("✅ Approved");
        assertThat(shownWords(town.slack.message(card.ts()).orElseThrow())).isEqualTo(told);
    }

    /** What stands on the card as code, where only the broker puts it; the bot's own words stand in a block of their own. */
    private static Set<String> shownWords(Message card) {
        return card.blocks().findParents("type").stream()
                .filter(node -> node.path("type").asText().equals("mrkdwn"))
                .flatMap(node ->
                        CODE.matcher(node.path("text").asText()).results().map(result -> result.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static LedgerEntry mintOf(String token) {
        String hash = Base64.getEncoder().encodeToString(Bot.sha256(token));
        return town.gitHub.ledger().entries(LedgerEntry.Kind.MINT).stream()
                .filter(entry -> entry.token() != null && entry.token().sha256().equals(hash))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Long> idsOf(List<String> repositories) {
        return repositories.stream()
                .map(name -> town.gitHub.repositories().find(name).orElseThrow().id())
                .collect(Collectors.toSet());
    }

    private static Set<Long> ids(JsonNode array) {
        Set<Long> ids = new TreeSet<>();
        array.forEach(each -> ids.add(each.asLong()));
        return ids;
    }

    private static Map<String, String> levels(List<String> words) {
        return words.stream()
                .map(word -> Pattern.compile(":").split(word))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, two) -> two, TreeMap::new));
    }

    private static Map<String, String> levels(JsonNode object) {
        Map<String, String> levels = new TreeMap<>();
        object.properties()
                .forEach(each -> levels.put(each.getKey(), each.getValue().asText()));
        return levels;
    }
}
