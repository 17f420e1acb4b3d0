package botcreds.broker.dashboard;

import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import botcreds.broker.github.InstallationBudget;
import botcreds.sandbox.browser.Browser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard as a person uses it. Pictures of it are left in {@code target/screenshots}. */
class DashboardInABrowserTest {
    private static final Path PICTURES = Path.of("target", "screenshots");

    @TempDir
    private Path directory;

    @Test
    @Tag("T-94")
    void theLinksButtonSignsInAndEveryPageCanBeReadAndSearched() throws Exception {
        visit(false, (lobby, browser) -> {
            browser.open(lobby.listener().resolve(lobby.link(ALICE)));
            browser.awaitText("Sign in as alice?");
            browser.click("main button");
            browser.awaitText("myorg/new-project");
            assertThat(browser.script("return location.pathname").asText()).isEqualTo("/");
            assertThat(browser.script("return document.cookie").asText())
                    .as("no script could read it")
                    .isEmpty();

            browser.click("a[href='/audit']");
            browser.type("#bot", "slop-bot");
            browser.click(".filters button");
            browser.awaitTrue("location.search.includes('bot=slop-bot')");
            assertThat(browser.awaitText("approval requested"))
                    .contains("new-project")
                    .doesNotContain("infrastructure");

            browser.click("nav a[href='/bots']");
            assertThat(browser.awaitText("GitHub leaves"))
                    .contains(
                            "GitHub leaves 312 of 5000 calls to installation 7; all are there again in 20 minutes. Until then");
            for (int width : new int[] {800, 912, 1280}) {
                browser.size(width, 700);
                assertThat(browser.script("return document.querySelector('tbody th a').getClientRects().length")
                                .asInt())
                        .as("lines that a bot's name takes at " + width + " pixels")
                        .isEqualTo(1);
                browser.screenshot(PICTURES.resolve("dashboard-bots-" + width + ".png"));
            }
            browser.click("th a[href='/bots/slop-bot']");
            browser.awaitText("Last requests");
            browser.click("a[href='/activity']");
            browser.awaitTrue("document.querySelectorAll('svg rect.automatic').length === 1");
            browser.click(".who button");
            browser.awaitText("You are not signed in");
            assertThat(browser.complaints()).allMatch(each -> each.contains("401 (Unauthorized)"));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingScrollsSidewaysOnAPhoneAndNoPageBreaksItsOwnRules(boolean dark) throws Exception {
        visit(dark, (lobby, browser) -> {
            browser.size(390, 844);
            browser.open(lobby.listener().resolve(lobby.link(ALICE)));
            browser.click("main button");
            browser.awaitText("myorg/new-project");
            for (String path :
                    new String[] {"/", "/credentials", "/activity", "/bots", "/bots/machina-bot", "/audit"}) {
                browser.open(lobby.listener().resolve(path));
                browser.awaitTrue("document.querySelector('main h1') !== null");
                assertThat(browser.script("return document.documentElement.scrollWidth")
                                .asInt())
                        .as(path)
                        .isLessThanOrEqualTo(390);
                String name = path.equals("/") ? "pending" : path.substring(1).replace('/', '-');
                browser.screenshot(PICTURES.resolve("dashboard-" + name + (dark ? "-dark" : "") + ".png"));
            }
            assertThat(browser.complaints()).isEmpty();
        });
    }

    /** What somebody does there. */
    private interface Stay {
        void in(Lobby lobby, Browser browser) throws Exception;
    }

    private void visit(boolean dark, Stay stay) throws Exception {
        try (Lobby lobby = new Lobby(directory)) {
            lobby.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
            lobby.house.request(MACHINA, ask("myorg/infrastructure", "contents:read"));
            lobby.house.clock.advance(Duration.ofMinutes(2));
            lobby.house.request(SLOP, ask("myorg/new-project", "contents:write", "issues:read"));
            lobby.house.gitHub.budgets = List.of(new InstallationBudget(
                    7, 312, 5000, lobby.house.clock.instant().plus(Duration.ofMinutes(20))));
            Optional<Browser> started = Browser.start(directory.resolve("profile"), dark);
            assumeTrue(started.isPresent(), "no Chromium here");
            try (Browser browser = started.get()) {
                stay.in(lobby, browser);
            }
        }
    }
}
