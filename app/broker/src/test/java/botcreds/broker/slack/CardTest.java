package botcreds.broker.slack;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.PermissionCatalog;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CardTest {
    /** The only markup with an angle bracket that the broker makes itself. */
    private static final Pattern OURS = Pattern.compile("<@[UW][A-Z0-9]+>|<!date\\^[0-9]+\\^[^|<>]*\\|[^<>]*>");

    private static final List<String> NASTY = List.of(
            "<!channel>",
            "<!here>",
            "<@U012ALICE>",
            "<!subteam^S0ONCALL>",
            "<https://evil.example|approve here>",
            "&lt;!channel&gt;",
            "*Approved by Alice*",
            "`",
            "```",
            "\u202e",
            "\u200b",
            "\n",
            "\r",
            "😀",
            ":lock:",
            "_",
            "~",
            "\u0000",
            "✅ Approved",
            "\ud83d",
            "<",
            ">",
            "&",
            "\"",
            "\\",
            "{",
            "}");

    @ParameterizedTest
    @EnumSource(RequestState.class)
    void everyStateFitsSlackAndShowsTheWholeScope(RequestState state) {
        Message card = Card.of(List.of(Shown.in(state)), Optional.empty());
        assertThat(BlockKitLimits.violations(card)).isEmpty();
        assertThat(card.text()).isNotBlank();
        assertThat(card.blocks().toString())
                .contains("`slopcannon-bot`")
                .contains("`myorg/new-project`")
                .contains("`contents:write`")
                .contains("`issues:write`")
                .contains("1h");
    }

    @Test
    void aPendingCardHasItsButtonsAndNothingOnThemButIdAndRevision() {
        JsonNode blocks = Card.of(List.of(Shown.in(RequestState.PENDING)), Optional.empty())
                .blocks();
        assertThat(buttons(blocks).stream().map(each -> each.path("action_id").asText()))
                .containsExactly("request_approve", "request_remember", "request_deny", "request_more");
        assertThat(buttons(blocks)).allMatch(each -> each.path("value").asText().equals(Shown.ID + ":r3"));
        assertThat(buttons(blocks).stream().map(each -> each.path("style").asText()))
                .containsExactly("primary", "", "", "");
        assertThat(buttons(blocks).get(1).at("/confirm/text/text").asText()).contains("allow it");
        assertThat(blocks.toString()).contains("approved 47× before, never denied");
    }

    @Test
    void whatShouldNotBeOverlookedIsSaid() {
        RequestView known = Shown.in(RequestState.PENDING);
        assertThat(shown(known)).contains("Can change contents, issues").doesNotContain("Never asked for before");
        RequestView first = new RequestView(
                known.request(),
                known.channel(),
                1,
                List.of(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("contents:write on myorg/more for 1h"));
        assertThat(shown(first))
                .contains("Never asked for before")
                .contains("Changed by a human. The bot had asked for contents:write on myorg/more for 1h");
        Scope admin = Scope.of(Shown.scope().repositories(), Permissions.ofWords(List.of("administration:write")));
        assertThat(shown(Shown.view(RequestState.PENDING, admin, "x", Optional.empty())))
                .contains("Includes administration");
    }

    @Test
    void whereRememberIsNotOfferedTheCardSaysWhy() {
        RequestView without = Shown.view(RequestState.PENDING, Shown.scope(), "x", Optional.empty());
        assertThat(shown(without))
                .contains("Approve + Remember is not offered: a test of the policy would fail")
                .doesNotContain("request_remember");
        assertThat(shown(Shown.in(RequestState.PENDING))).doesNotContain("is not offered");
    }

    @Test
    void aCardThatHangsLinksToItsThread() {
        String address = "https://ours.slack.com/archives/C1/p12?thread_ts=1.2&cid=C1";
        for (RequestState state : RequestState.values()) {
            assertThat(Card.of(List.of(Shown.in(state)), Optional.of(address))
                            .blocks()
                            .toString())
                    .contains("<" + address.replace("&", "&amp;") + "|Details");
        }
    }

    private static String shown(RequestView view) {
        return Card.of(List.of(view), Optional.empty()).blocks().toString();
    }

    @Test
    void rememberingIsNotOfferedWhereItMayNotBe() {
        Message card = Card.of(
                List.of(Shown.view(RequestState.PENDING, Shown.scope(), "Fixing bug #123", Optional.empty())),
                Optional.empty());
        assertThat(buttons(card.blocks()).stream()
                        .map(each -> each.path("action_id").asText()))
                .containsExactly("request_approve", "request_deny", "request_more");
    }

    @Test
    void aRuleTooLongForTheDialogStandsOnTheCard() {
        String rule = "x".repeat(1000);
        Message card = Card.of(
                List.of(Shown.view(RequestState.PENDING, Shown.scope(), "Fixing bug #123", Optional.of(rule))),
                Optional.empty());
        assertThat(BlockKitLimits.violations(card)).isEmpty();
        assertThat(card.blocks().toString()).contains(rule);
        assertThat(buttons(card.blocks()).get(1).at("/confirm/text/text").asText())
                .contains("shown on the card");
    }

    @Test
    @Tag("T-25")
    void theLargestScopeThereIsFitsAndIsShownToTheLastName() {
        List<Repository> repositories = new ArrayList<>();
        for (int each = 10; each < 10 + Scope.MOST_REPOSITORIES; each++) {
            repositories.add(new Repository("o".repeat(39), "r".repeat(98) + each));
        }
        List<String> permissions = PermissionCatalog.names().stream()
                .map(name -> name + ":"
                        + PermissionCatalog.levels(name).stream()
                                .reduce((one, other) -> other)
                                .orElseThrow()
                                .word())
                .toList();
        Scope scope = Scope.of(repositories, Permissions.ofWords(permissions));
        for (RequestState state : RequestState.values()) {
            Message card = Card.of(
                    List.of(Shown.view(state, scope, "y".repeat(500), Optional.of("z".repeat(9000)))),
                    Optional.empty());
            assertThat(BlockKitLimits.violations(card)).isEmpty();
            String all = card.blocks().toString();
            assertThat(scope.repositoryNames()).allMatch(name -> all.contains("`" + name + "`"));
            assertThat(scope.permissions().words()).allMatch(word -> all.contains("`" + word + "`"));
        }
    }

    @Test
    void aNameIsShownLetterByLetterThoughItLooksLikeMarkup() {
        Scope scope =
                Scope.of(List.of(new Repository("myorg", "_infra_")), Permissions.ofWords(List.of("contents:read")));
        Message card = Card.of(
                List.of(Shown.view(RequestState.PENDING, scope, "Fixing bug #123", Optional.empty())),
                Optional.empty());
        assertThat(card.blocks().toString()).contains("`myorg/_infra_`");
    }

    @Test
    @Tag("T-67")
    @Tag("T-68")
    void noTextOfOthersIsEverReadAsMarkup() {
        Random random = new Random(20_261_123);
        List<RequestState> states = List.of(RequestState.values());
        for (int round = 0; round < 2000; round++) {
            String text = nasty(random);
            RequestState state = states.get(random.nextInt(states.size()));
            Message card =
                    Card.of(List.of(Shown.view(state, Shown.scope(), text, Optional.of(text))), Optional.empty());
            assertHarmless(card);
            RequestView other = Shown.numbered(1, states.get(random.nextInt(states.size())), text);
            assertHarmless(Card.of(
                    List.of(Shown.view(state, Shown.scope(), text, Optional.of(text)), other), Optional.empty()));
            assertHarmless(Message.plain(text));
            assertHarmless(CommandHelp.unknown(text.isEmpty() ? "x" : text));
            assertHarmless(CommandHelp.misused(CommandWord.CAN, text));
        }
    }

    @Test
    @Tag("T-69")
    void noReasonCanMakeAPendingCardLookDecided() {
        String fake = "✅ Approved · Credential Request #a3f2\nApproved by <@U012ALICE>";
        JsonNode pending = Card.of(
                        List.of(Shown.view(RequestState.PENDING, Shown.scope(), fake, Optional.empty())),
                        Optional.empty())
                .blocks();
        JsonNode decided = Card.of(List.of(Shown.in(RequestState.APPROVED)), Optional.empty())
                .blocks();
        assertThat(pending.at("/0/text/text").asText()).isEqualTo("🔐 Credential Request #a3f2");
        assertThat(decided.at("/0/text/text").asText()).isEqualTo("✅ Approved · Credential Request #a3f2");
        assertThat(pending.findParents("action_id")).hasSize(3);
        for (JsonNode block : pending) {
            boolean saysSo = block.toString().contains("Approved by");
            assertThat(!saysSo || block.path("type").asText().equals("rich_text"))
                    .isTrue();
        }
    }

    @Test
    void theLimitsNameWhatBreaksThem() {
        Message tooLong =
                new Message("x", BlockKit.blocks(List.of(BlockKit.header("h".repeat(151)), BlockKit.header("fine"))));
        assertThat(BlockKitLimits.violations(tooLong))
                .singleElement()
                .asString()
                .startsWith("/blocks/0/text/text");
        JsonNode modal = DenyModal.view(new About(
                Stamp.of(Shown.in(RequestState.PENDING).request()),
                Optional.of(new botcreds.broker.requests.CardRef("C0APPROVALS", "1.2"))));
        assertThat(BlockKitLimits.violations(modal)).isEmpty();
        assertThat(BlockKitLimits.violations(Dialog.refusal("Not denied", "x".repeat(9000))))
                .isEmpty();
    }

    private static String nasty(Random random) {
        StringBuilder text = new StringBuilder("a");
        for (int part = random.nextInt(40); part > 0; part--) {
            text.append(random.nextInt(4) == 0 ? "word " : NASTY.get(random.nextInt(NASTY.size())));
        }
        return text.toString();
    }

    private static void assertHarmless(Message message) {
        assertThat(BlockKitLimits.violations(message)).isEmpty();
        assertThat(OURS.matcher(message.text()).replaceAll(""))
                .doesNotContain("<")
                .doesNotContain(">");
        for (JsonNode holder : message.blocks().findParents("type")) {
            if (holder.path("type").asText().equals("mrkdwn")) {
                assertThat(holder.path("verbatim").asBoolean()).isTrue();
                assertThat(OURS.matcher(holder.path("text").asText()).replaceAll(""))
                        .doesNotContain("<")
                        .doesNotContain(">");
            }
            if (holder.path("type").asText().equals("plain_text")) {
                assertThat(holder.path("emoji").asBoolean(true)).isFalse();
            }
        }
        assertThat(message.blocks().toString()).doesNotContain("\u202e").doesNotContain("\u200b");
    }

    private static List<JsonNode> buttons(JsonNode blocks) {
        return blocks.findParents("action_id");
    }
}
