package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.slack.Message;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of the packaged broker: a link from Slack and from the command, and a sign-in that outlives the process. */
@Tag("T-94")
final class DashboardIT {
    private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+/sign-in/(bcl_[0-9A-Za-z]{49})");
    private static final Pattern NAME = Pattern.compile("Sign in as ([^?<]+)\\?");

    @TempDir
    Path parent;

    private final HttpClient browser = HttpClient.newHttpClient();

    @Test
    void aLinkFromSlackSignsInAndTheSignInOutlivesTheProcess() throws Exception {
        try (Town town = new Town(parent)) {
            BrokerProcess broker = town.startBroker();
            town.other.request(Bot.ask("myorg/new-project", "contents:write")).expect(202);
            town.types(ALICE, "dashboard");
            Message told = town.whisper(ALICE, "Open the dashboard");
            URI link = link(told.blocks().toString());

            HttpResponse<String> page = get(link, "x=y");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(NAME.matcher(page.body()).find()).isTrue();
            String cookie = signIn(link);
            assertThat(get(broker.listener("dashboard").resolve("/"), cookie).body())
                    .contains("other-bot", "myorg/new-project", "you can decide");

            broker.kill();
            BrokerProcess next = town.startBroker();
            assertThat(get(next.listener("dashboard").resolve("/audit?bot=other-bot"), cookie)
                            .body())
                    .contains("approval requested");
        }
    }

    @Test
    void theCommandPrintsALinkThatOutlivesNothing() throws Exception {
        try (Town town = new Town(parent)) {
            BrokerProcess broker = town.startBroker();
            Terminal admin = new Terminal(parent, () -> broker.listener("api"));
            admin.environment.put("BOTCREDS_TOKEN", Town.ADMIN_TOKEN);
            URI link = URI.create(new ObjectMapper()
                    .readTree(admin.run("dashboard", "-o", "json").expect(0).out())
                    .path("url")
                    .asText());
            String cookie = signIn(link);
            assertThat(get(broker.listener("dashboard").resolve("/bots"), cookie)
                            .body())
                    .contains("machina-bot");
            assertThat(get(link, cookie).statusCode()).isEqualTo(410);

            town.settings.put("BOTCREDS_DASHBOARD_LISTEN", "off");
            town.settings.remove("BOTCREDS_ADMIN_TOKEN");
            broker.kill();
            assertThat(town.startBroker().output()).doesNotContain("dashboard on");
        }
    }

    private String signIn(URI link) throws Exception {
        String secret = link.getPath().replaceFirst("/sign-in/", "");
        HttpResponse<String> signedIn = browser.send(
                HttpRequest.newBuilder(link.resolve("/sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(HttpRequest.BodyPublishers.ofString("link=" + secret))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(signedIn.statusCode()).isEqualTo(303);
        return signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private HttpResponse<String> get(URI address, String cookie) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(address).header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI link(String text) {
        Matcher found = LINK.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return URI.create(found.group());
    }
}
