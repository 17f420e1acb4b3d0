package botcreds.broker.dashboard;

import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.OWNER;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.scope;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.github.InstallationBudget;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Reason;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on the pages, and what never does. */
class PagesTest {
    private Lobby lobby;
    private String cookie;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        lobby = new Lobby(directory);
        cookie = lobby.signIn(ALICE);
    }

    @AfterEach
    void close() throws Exception {
        lobby.close();
    }

    @Test
    void everyEmptyPageSaysWhatToDoNext() throws Exception {
        assertThat(page("/")).contains("Nothing waits for a decision", "/audit", "/credentials");
        assertThat(page("/credentials")).contains("No bot holds a credential now", "/audit?event=credential_issued");
        assertThat(page("/activity")).contains("POST /v1/token", "Requests that need one are under");
        assertThat(page("/bots/slop-bot"))
                .contains("No rule is about this bot", "It holds none now", "It has not asked for anything lately");
        assertThat(page("/audit?bot=machina-bot")).contains("Nothing fits", "Take a filter away");
    }

    @Test
    void whatWaitsIsShownWithWhoMayDecide() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/new-project", "contents:write"));
        lobby.house.clock.advance(Duration.ofMinutes(5));
        assertThat(page("/"))
                .contains("machina-bot", "myorg/new-project", "contents:write", "Fixing bug #123", "5 minutes ago")
                .contains("datetime=\"2026-11-23T10:00:00Z\"", "title=\"2026-11-23 10:00:00 UTC\"")
                .contains("you can decide", "botcreds approve ");
        assertThat(lobby.look(lobby.signIn(OWNER), "/").body())
                .as("the bot's owner may look and may not approve")
                .contains("others decide")
                .doesNotContain("you can decide");
    }

    @Test
    void aLiveCredentialIsShownAndNeverItsSecret() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        String shown = page("/credentials");
        assertThat(shown).contains("1 may still work", "machina-bot", "myorg/repo-a", "the policy", "tok_");
        for (String path : List.of("/", "/credentials", "/bots/machina-bot", "/audit")) {
            assertThat(page(path)).doesNotContain("ghs_");
        }
    }

    @Test
    void aBotsPageHasItsIdentitiesRulesRequestsAndDays() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        lobby.house.request(MACHINA, ask("myorg/infrastructure", "contents:read"));
        lobby.house.request(SLOP, ask("myorg/new-project", "contents:read"));
        String shown = page("/bots/machina-bot");
        assertThat(shown)
                .contains("U0OWNER", "1 API key by hash in the policy", "auto approve", "deny", "myorg/infrastructure")
                .contains("issued", "Issued by policy: 1", "Denied: 1")
                .doesNotContain("0000000000000000000000000000000000000000000000000000000000000001", "new-project");
        assertThat(status("/bots/nobody-bot")).isEqualTo(404);
        assertThat(page("/bots")).contains("machina-bot", "slop-bot");
    }

    @Test
    void whoTookWhichPartOfGitHubsHourIsShownAndThatLittleIsLeftOfIt() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        assertThat(page("/bots")).as("GitHub has not told yet").doesNotContain("GitHub leaves");
        left(4000);
        assertThat(page("/bots"))
                .contains("4000 of 5000 calls to installation 7", "1 of 1")
                .doesNotContain("alarm");
        left(499);
        assertThat(page("/bots")).contains("499 of 5000 calls to installation 7", "class=\"alarm\"", "told to wait");
        assertThat(page("/bots/machina-bot")).contains("1 of the 1 that were given", "499 of 5000 calls");
        assertThat(page("/bots/slop-bot")).doesNotContain("GitHub leaves");
    }

    private void left(long calls) {
        Instant reset = lobby.house.clock.instant().plus(Duration.ofMinutes(20));
        lobby.house.gitHub.budgets = List.of(new InstallationBudget(7, calls, 5000, reset));
    }

    @Test
    void activityCountsOutcomesByDayAndTheTimeToAnAnswer() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        decide(MACHINA.bot().value(), Duration.ofSeconds(40), true);
        decide(MACHINA.bot().value(), Duration.ofMinutes(30), false);
        lobby.house.clock.advance(Duration.ofDays(1));
        cookie = lobby.signIn(ALICE);
        String shown = page("/activity");
        assertThat(shown).contains("23 Nov\nIssued by policy: 1\nIssued after a human's yes: 1\nDenied: 1");
        assertThat(shown).contains("2 answers in the last 30 days");
        assertThat(shown.replaceAll("\\s+", " "))
                .containsPattern("up to 1 minute</th>.{0,330}<td>1 <")
                .containsPattern("up to 1 hour</th>.{0,330}<td>1 <");
    }

    @Test
    void theLogIsSearchedByBotRepositoryEventAndTime() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        lobby.house.clock.advance(Duration.ofHours(2));
        lobby.house.request(SLOP, ask("myorg/other", "contents:write"));
        assertThat(page("/audit?bot=slop-bot")).contains("myorg/other").doesNotContain("<dd>myorg/repo-a</dd>");
        assertThat(page("/audit?repo=MyOrg/Repo-A"))
                .contains("<dd>myorg/repo-a</dd>")
                .doesNotContain("<dd>myorg/other");
        assertThat(page("/audit?event=credential_issued&repo=myorg/repo-a"))
                .contains(">credential issued</span>")
                .doesNotContain(">mint started</span>");
        assertThat(page("/audit?since=1h")).doesNotContain("<dd>myorg/repo-a</dd>");
        HttpResponse<String> wrong = lobby.look(cookie, "/audit?bot=%3Cx%3E&repo=nope&event=made_up&since=soon");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body())
                .contains("No bot can have this name", "owner/name.", "no such event", "Choose a span", "&lt;x>");
    }

    @Test
    void olderRowsAreOnePageFurtherAndNoneIsMissedOrSeenTwice() throws Exception {
        for (int at = 0; at < 20; at++) {
            lobby.house.request(MACHINA, ask("myorg/infrastructure-" + at, "contents:read"));
        }
        List<Integer> seen = new java.util.ArrayList<>();
        Optional<String> next = Optional.of("/audit?since=all");
        while (next.isPresent()) {
            String shown = page(next.get());
            Matcher rows = Pattern.compile("<summary>Row ([0-9]+)</summary>").matcher(shown);
            rows.results().forEach(row -> seen.add(Integer.valueOf(row.group(1))));
            Matcher more = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(shown);
            next = more.find() ? Optional.of(more.group(1).replace("&amp;", "&")) : Optional.empty();
        }
        assertThat(seen).hasSizeGreaterThan(50).doesNotHaveDuplicates();
        assertThat(seen.get(seen.size() - 1)).isEqualTo(1);
        assertThat(seen.get(0)).isEqualTo(seen.size());
    }

    @Test
    @Tag("T-94")
    void whatABotWritesIsTextAndNothingElse() throws Exception {
        String evil =
                "\"><script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe \u200bhidden ${7*7} @if(true)";
        lobby.house.request(
                SLOP,
                new Ask(
                        scope("myorg/new-project", "contents:write"),
                        new Reason(evil),
                        Kind.INSTALLATION_TOKEN,
                        Duration.ofMinutes(30),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(page("/")).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script", "\u202e");
        lobby.house.decisions.deny(
                Target.typed(lobby.house
                        .decisions
                        .pending(Optional.empty())
                        .get(0)
                        .request()
                        .id()
                        .value()),
                BOB,
                Surface.API,
                Optional.of("<b onmouseover=alert(3)>no</b>\u2066"));
        lobby.house.request(SLOP, ask("myorg/tools", "contents:read"));
        for (String path : List.of("/", "/bots/slop-bot", "/audit", "/credentials", "/activity")) {
            assertThat(page(path))
                    .doesNotContain("<script", "<img src=x", "<b onmouseover", "\u202e", "\u200b", "\u2066");
        }
        assertThat(page("/bots/slop-bot")).contains("&lt;script&gt;alert(1)&lt;/script&gt;", "${7*7} @if(true)");
        assertThat(lobby.look(
                                cookie,
                                "/audit?bot=\"><script>x</script>"
                                        .replace("\"", "%22")
                                        .replace(">", "%3E")
                                        .replace("<", "%3C"))
                        .body())
                .doesNotContain("<script");
    }

    @ParameterizedTest
    @Tag("T-94")
    @ValueSource(strings = {"/", "/style.css", "/icon.svg", "/sign-in", "/nothing", "/audit?bot=%3C"})
    void everyAnswerSaysWhatBrowsersMustNotDo(String path) throws Exception {
        for (HttpResponse<String> answer : List.of(
                lobby.look(cookie, path), lobby.get(path), lobby.post(path, "a", "b", "Origin", "https://e.example"))) {
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';")
                    .contains("frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe", "script-src");
            assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                    .as("this is plain http")
                    .isEmpty();
            assertThat(answer.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
        }
    }

    @Test
    void noPageHasAScriptAStyleOrAnAddressOfItsOwn() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/new-project", "contents:write"));
        lobby.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        for (String path : List.of("/", "/credentials", "/activity", "/bots", "/bots/machina-bot", "/audit")) {
            assertThat(page(path))
                    .doesNotContain("<script", "<style", " style=", "javascript:", "<iframe", "http://", "https://")
                    .doesNotContainPattern(" on[a-z]+=")
                    .contains("<main id=\"content\"", "lang=\"en\"", "aria-current=\"page\"", "<h1>");
        }
    }

    @ParameterizedTest
    @Tag("T-94")
    @ValueSource(
            strings = {
                "/?next=https://evil.example",
                "//evil.example/",
                "/sign-in/https:%2f%2fevil.example",
                "/audit?next=//evil"
            })
    void nothingLeadsElsewhere(String path) throws Exception {
        HttpResponse<String> answer = lobby.look(cookie, path.replaceFirst("^//", "/.//"));
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.statusCode()).isIn(200, 400, 404, 410);
    }

    @Test
    @Tag("T-94")
    void nothingCanBeDoneHereButSigningInAndOut() throws Exception {
        lobby.house.request(MACHINA, ask("myorg/new-project", "contents:write"));
        for (String path :
                List.of("/", "/credentials", "/activity", "/bots", "/bots/machina-bot", "/audit", "/style.css")) {
            assertThat(lobby.post(path, "a", "b", "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                            .statusCode())
                    .as(path)
                    .isEqualTo(405);
        }
        assertThat(page("/")).containsOnlyOnce("<form").contains("action=\"/sign-out\"");
        assertThat(lobby.look(cookie, "/sign-out").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @Tag("T-95")
    @ValueSource(
            strings = {
                "/index.html",
                "/h2-console",
                "/console",
                "/admin",
                "/actuator",
                "/actuator/env",
                "/heapdump",
                "/jmx",
                "/metrics",
                "/livez",
                "/v1/token",
                "/v1/audit",
                "/openapi.yaml",
                "/.git/config",
                "/.env",
                "/robots.txt",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/server-status",
                "/login",
                "/static/",
                "/dashboard/style.css",
                "/style.css/",
                "/pending.jte",
                "/bots/",
                "/bots/a/b",
                "/bots/..",
                "/audit/",
                "/favicon.ico",
                "/policy.yaml",
                "/seal.key",
                "/sign-in/",
                "/graphql"
            })
    void nothingElseIsHere(String path) throws Exception {
        HttpResponse<String> stranger = lobby.get(path);
        assertThat(stranger.statusCode()).isIn(400, 404);
        assertThat(stranger.body()).doesNotContain("Jetty", "\tat ");
    }

    private void decide(String bot, Duration after, boolean yes) {
        lobby.house.request(MACHINA, ask("myorg/new-project", "contents:write"));
        var request = lobby.house.decisions.pending(Optional.empty()).get(0).request();
        lobby.house.clock.advance(after);
        Target target = Target.typed(request.id().value());
        if (yes) {
            lobby.house.decisions.approve(target, BOB, Surface.API, false);
            lobby.house.grants.collect(MACHINA, request.id());
        } else {
            lobby.house.decisions.deny(target, BOB, Surface.API, Optional.empty());
        }
    }

    private String page(String path) throws Exception {
        HttpResponse<String> answer = lobby.look(cookie, path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private int status(String path) throws Exception {
        return lobby.look(cookie, path).statusCode();
    }
}
