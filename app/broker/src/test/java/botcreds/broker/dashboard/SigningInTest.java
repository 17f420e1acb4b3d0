package botcreds.broker.dashboard;

import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.OWNER;
import static botcreds.broker.access.House.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.access.LogQuery;
import botcreds.broker.logins.Browsers;
import botcreds.broker.model.AuditEvent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets into the dashboard, how, and for how long. */
@Tag("T-94")
class SigningInTest {
    @TempDir
    private Path directory;

    private Lobby lobby;

    @BeforeEach
    void open() throws Exception {
        lobby = new Lobby(directory);
    }

    @AfterEach
    void close() throws Exception {
        lobby.close();
    }

    @Test
    void aLinkSignsOneBrowserInOnce() throws Exception {
        String link = lobby.link(ALICE);
        HttpResponse<String> signedIn = lobby.press(link);

        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("Location")).contains("/");
        assertThat(signedIn.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("botcreds=bcs_[0-9A-Za-z]{49}; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict");
        assertThat(lobby.look(Lobby.cookie(signedIn), "/").body()).contains("alice", "Sign out");
        assertThat(lobby.press(link).statusCode()).isEqualTo(410);
        assertThat(log("logged_in")).singleElement().asString().contains(ALICE.id(), "the dashboard");
        assertThat(log("logged_in").toString()).doesNotContain("bcs_", "bcl_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void whoOnlyLooksAtALinkDoesNotUseItUp(String method) throws Exception {
        String link = lobby.link(ALICE);
        for (int at = 0; at < 3; at++) {
            HttpResponse<String> looked =
                    lobby.send(HttpRequest.newBuilder(lobby.listener().resolve(link))
                            .method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(looked.statusCode()).isEqualTo(200);
            assertThat(looked.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(looked.body()).contains(method.equals("GET") ? "Sign in as alice?" : "");
        }
        assertThat(lobby.press(link).statusCode()).isEqualTo(303);
    }

    @Test
    void aLinkIsOverAfterFiveMinutesAndWhenANewerOneIsMade() throws Exception {
        String older = lobby.link(ALICE);
        String newer = lobby.link(ALICE);
        assertThat(lobby.get(older).statusCode()).isEqualTo(410);
        assertThat(lobby.press(older).body()).contains("This link is over", "/botcreds dashboard");
        lobby.house.clock.advance(Browsers.LINK_LIFE);
        assertThat(lobby.get(newer).statusCode()).isEqualTo(410);
        assertThat(lobby.press(newer).statusCode()).isEqualTo(410);
    }

    @Test
    void whoDecidesNothingAndOwnsNothingGetsNoLink() {
        assertThat(lobby.house.access.browsers().link(STRANGER).code()).isEqualTo(Browsers.LinkReply.Code.NOT_APPROVER);
        assertThat(lobby.house.access.browsers().link(OWNER).code()).isEqualTo(Browsers.LinkReply.Code.MADE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/credentials", "/activity", "/bots", "/bots/machina-bot", "/audit"})
    void nobodySeesAnythingWithoutASignInAndIsToldHowToGetOne(String path) throws Exception {
        lobby.house.request(House.MACHINA, House.ask("myorg/new-project", "contents:write"));
        for (String cookie : List.of("x=y", "botcreds=", "botcreds=bcs_" + "A".repeat(49), "botcreds=a-key-of-a-bot")) {
            HttpResponse<String> answer = lobby.look(cookie, path);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body())
                    .contains("/botcreds dashboard", "botcreds dashboard")
                    .doesNotContain("machina-bot", "new-project");
        }
    }

    @Test
    @Tag("T-13")
    void aBotsKeyAHumansTokenAndALinkAreNoCookies() throws Exception {
        String link = lobby.link(ALICE).substring(Browsers.PATH.length());
        assertThat(lobby.look("botcreds=" + link, "/").statusCode()).isEqualTo(401);
        assertThat(lobby.get("/", "Authorization", "Bearer bcb_machina").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSessionIdThatSomebodyElseChoseNeverCounts() throws Exception {
        String fixed = "botcreds=bcs_" + "B".repeat(49);
        String link = lobby.link(ALICE).substring(Browsers.PATH.length());
        HttpResponse<String> signedIn =
                lobby.post("/sign-in", "link", link, "Sec-Fetch-Site", "same-origin", "Cookie", fixed);
        assertThat(Lobby.cookie(signedIn)).isNotEqualTo(fixed);
        assertThat(lobby.look(fixed, "/").statusCode()).isEqualTo(401);
        assertThat(lobby.look(Lobby.cookie(signedIn) + "; " + fixed, "/").statusCode())
                .as("two cookies of one name: one of them is somebody else's")
                .isEqualTo(401);
    }

    @Test
    void whoSignsInAnewLeavesNoOlderSessionBehind() throws Exception {
        String first = lobby.signIn(ALICE);
        String link = lobby.link(ALICE).substring(Browsers.PATH.length());
        HttpResponse<String> again =
                lobby.post("/sign-in", "link", link, "Sec-Fetch-Site", "same-origin", "Cookie", first);
        assertThat(Lobby.cookie(again)).isNotEqualTo(first);
        assertThat(lobby.look(first, "/").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "cross-site, -",
                "same-site, -",
                "none, -",
                "cross-site, http://127.0.0.1",
                "same-origin, https://evil.example",
                "-, https://evil.example",
                "-, null",
                "-, -"
            })
    void aFormFromElsewhereSignsNobodyInOrOut(String site, String origin) throws Exception {
        String link = lobby.link(ALICE);
        HttpResponse<String> in = from(site, origin, "/sign-in", "link", link.substring(Browsers.PATH.length()), "x=y");
        assertThat(in.statusCode()).isEqualTo(403);
        assertThat(in.headers().firstValue("Set-Cookie")).isEmpty();

        String cookie = cookie(lobby.press(link));
        String token = token(lobby.look(cookie, "/").body());
        assertThat(from(site, origin, "/sign-out", "token", token, cookie).statusCode())
                .isEqualTo(403);
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutTakesTheFormsOwnToken() throws Exception {
        String cookie = lobby.signIn(ALICE);
        String other = token(lobby.look(lobby.signIn(BOB), "/").body());
        for (String wrong : List.of("", "x", other)) {
            assertThat(from("same-origin", null, "/sign-out", "token", wrong, cookie)
                            .statusCode())
                    .isEqualTo(403);
        }
        String right = token(lobby.look(cookie, "/").body());
        lobby.slackIsAway = true;
        HttpResponse<String> out = from("same-origin", null, "/sign-out", "token", right, cookie);
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("botcreds=; Path=/; Max-Age=0");
        lobby.slackIsAway = false;
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(401);
        assertThat(log("logged_out")).hasSize(1);
    }

    @Test
    void anOldBrowsersOriginIsEnough() throws Exception {
        String link = lobby.link(ALICE).substring(Browsers.PATH.length());
        assertThat(lobby.post(
                                "/sign-in",
                                "link",
                                link,
                                "Origin",
                                lobby.listener().toString())
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void aSignInEndsAfterAWorkingDay() throws Exception {
        String cookie = lobby.signIn(ALICE);
        lobby.house.clock.advance(Browsers.SESSION_LIFE.minus(Duration.ofSeconds(1)));
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(200);
        lobby.house.clock.advance(Duration.ofSeconds(1));
        HttpResponse<String> over = lobby.look(cookie, "/");
        assertThat(over.statusCode()).isEqualTo(401);
        assertThat(over.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    }

    @Test
    @Tag("T-14")
    void whomThePolicyNamesNoMoreIsSignedOutForGood() throws Exception {
        String cookie = lobby.signIn(ALICE);
        lobby.house.policy(House.POLICY.replace("U0ALICE", "U0NOBODY"));
        assertThat(lobby.look(cookie, "/").body()).contains("no longer names you");
        lobby.house.policy(House.POLICY);
        assertThat(lobby.look(cookie, "/").statusCode())
                .as("the session is gone")
                .isEqualTo(401);
        assertThat(log("logged_out")).singleElement().asString().contains("does not name this human");
    }

    @Test
    void whoHasLeftSlackIsSignedOutAndWhileSlackIsAwayNobodySeesAnything() throws Exception {
        String cookie = lobby.signIn(ALICE);
        lobby.slackIsAway = true;
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(503);
        lobby.slackIsAway = false;
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(200);
        lobby.members.remove(ALICE.id());
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(401);
        lobby.members.put(ALICE.id(), ALICE);
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(401);
    }

    @Test
    @Tag("T-96")
    void signingOutEverywhereEndsBrowsersAndLinksToo() throws Exception {
        String cookie = lobby.signIn(ALICE);
        String link = lobby.link(ALICE);
        String bobs = lobby.signIn(BOB);
        assertThat(lobby.house.access.loginAnswers().signOut(ALICE).text())
                .isEqualTo("You are signed out of the one terminal or browser that acted as you.");
        assertThat(lobby.look(cookie, "/").statusCode()).isEqualTo(401);
        assertThat(lobby.press(link).statusCode()).isEqualTo(410);
        assertThat(lobby.look(bobs, "/").statusCode()).isEqualTo(200);
    }

    @Test
    void aSignInSurvivesARestart() throws Exception {
        String url = "jdbc:h2:file:" + directory.resolve("kept");
        String cookie;
        try (Lobby before = new Lobby(directory, url, Optional.empty())) {
            cookie = before.signIn(ALICE);
        }
        try (Lobby after = new Lobby(directory, url, Optional.empty())) {
            assertThat(after.look(cookie, "/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void behindHttpsTheCookieIsOfThisHostOnlyAndTheBrowserIsToldToInsist() throws Exception {
        URI address = URI.create("https://botcreds.example.com");
        try (Lobby proxied = new Lobby(directory, "jdbc:h2:mem:https", Optional.of(address))) {
            assertThat(proxied.house
                            .access
                            .browsers()
                            .link(ALICE)
                            .address()
                            .orElseThrow()
                            .reveal())
                    .startsWith("https://botcreds.example.com/sign-in/bcl_");
            HttpResponse<String> signedIn = proxied.press(proxied.link(ALICE));
            assertThat(signedIn.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("__Host-botcreds=bcs_")
                    .endsWith("; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict; Secure");
            assertThat(signedIn.headers().firstValue("Strict-Transport-Security"))
                    .contains("max-age=31536000");
            String link = proxied.link(BOB).substring(Browsers.PATH.length());
            assertThat(proxied.post(
                                    "/sign-in",
                                    "link",
                                    link,
                                    "Origin",
                                    proxied.listener().toString())
                            .statusCode())
                    .as("another address than people use")
                    .isEqualTo(403);
            assertThat(proxied.post("/sign-in", "link", link, "Origin", address.toString())
                            .statusCode())
                    .isEqualTo(303);
        }
    }

    @Test
    @Tag("T-60")
    void anAddressCannotTryLinksOrCookiesWithoutEnd() throws Exception {
        HttpResponse<String> last = lobby.get("/sign-in/bcl_nothing");
        for (int at = 0; at < 20; at++) {
            last = lobby.get("/sign-in/bcl_nothing");
        }
        assertThat(last.statusCode()).isEqualTo(429);
        for (int at = 0; at < 21; at++) {
            last = lobby.look("botcreds=bcs_" + "A".repeat(49), "/");
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(lobby.look(lobby.signIn(ALICE), "/").statusCode())
                .as("a good link and a good cookie from there")
                .isEqualTo(200);
    }

    private HttpResponse<String> from(
            String site, String origin, String path, String field, String value, String cookie) throws Exception {
        List<String> headers = new java.util.ArrayList<>(List.of("Cookie", cookie));
        if (site != null) {
            headers.addAll(List.of("Sec-Fetch-Site", site));
        }
        if (origin != null) {
            headers.addAll(List.of("Origin", origin));
        }
        return lobby.post(path, field, value, headers.toArray(String[]::new));
    }

    private static String cookie(HttpResponse<String> answer) {
        return Lobby.cookie(answer);
    }

    static String token(String page) {
        return page.replaceAll("(?s).*name=\"token\" value=\"([0-9a-f]{64})\".*", "$1");
    }

    private List<String> log(String event) {
        return lobby
                .house
                .decisions
                .log(new LogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(event), 100))
                .rows()
                .stream()
                .map(AuditEvent.Recorded::json)
                .toList();
    }
}
