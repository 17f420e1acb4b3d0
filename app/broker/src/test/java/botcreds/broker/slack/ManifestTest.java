package botcreds.broker.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final Path SOURCES = Path.of("src/main/java/botcreds/broker/slack");
    private static final Pattern METHOD = Pattern.compile("methods\\.(?!get\\()([a-zA-Z]+)\\(");

    private final JsonNode manifest = read();

    @Test
    void slackTakesIt() throws IOException {
        String schema;
        try (InputStream file = ManifestTest.class.getResourceAsStream("/slack/manifest.schema.json")) {
            schema = new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        Validator.Result result =
                new ValidatorFactory().withDialect(new Dialects.Draft7Dialect()).validate(schema, manifest.toString());
        assertThat(result.getErrors()).isEmpty();
    }

    @Test
    void itKeepsTheLimitsThatTheSchemaDoesNotCheck() {
        JsonNode display = manifest.path("display_information");
        assertThat(display.path("name").asText()).hasSizeLessThanOrEqualTo(35);
        assertThat(display.path("description").asText()).hasSizeLessThanOrEqualTo(140);
        assertThat(display.path("long_description").asText()).hasSizeBetween(175, 4000);
        assertThat(display.path("background_color").asText()).matches("#[0-9a-f]{6}");
        assertThat(manifest.at("/features/bot_user/display_name").asText()).matches("[a-z0-9-_.]{1,80}");
    }

    @Test
    void itNamesTheCommandThatTheCodeAnswersAndTheAddressThatTheRootMounts() {
        JsonNode commands = manifest.at("/features/slash_commands");
        assertThat(commands).hasSize(1);
        assertThat(commands.at("/0/command").asText()).isEqualTo(SlashCommand.NAME);
        assertThat(commands.at("/0/should_escape").asBoolean()).isTrue();
        assertThat(commands.at("/0/url").asText()).endsWith("/slack/events");
        assertThat(manifest.at("/settings/interactivity/request_url").asText())
                .isEqualTo(commands.at("/0/url").asText());
        assertThat(manifest.at("/settings/event_subscriptions/request_url").asText())
                .isEqualTo(commands.at("/0/url").asText());
    }

    @Test
    void itSubscribesToTheOneEventThatTheCodeTakesAndTurnsTheHomeTabOn() throws IOException {
        JsonNode events = manifest.at("/settings/event_subscriptions/bot_events");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).asText()).isEqualTo("app_home_opened");
        assertThat(Files.readString(SOURCES.resolve("KnownKinds.java")))
                .contains("\"" + events.get(0).asText() + "\"");
        assertThat(manifest.at("/features/app_home/home_tab_enabled").asBoolean())
                .isTrue();
    }

    @Test
    void itAsksForExactlyTheScopesOfTheMethodsThatTheCodeCalls() throws IOException {
        Set<String> needed = new TreeSet<>(Set.of("commands"));
        for (String method : methodsCalled()) {
            needed.addAll(scopes(method));
        }
        Set<String> asked = new TreeSet<>();
        manifest.at("/oauth_config/scopes/bot").forEach(scope -> asked.add(scope.asText()));
        assertThat(asked).isEqualTo(needed);
    }

    private static List<String> scopes(String method) {
        return switch (method) {
            case "chatPostMessage", "chatUpdate", "chatPostEphemeral" -> List.of("chat:write");
            case "usersInfo" -> List.of("users:read", "users:read.email");
            case "botsInfo" -> List.of("users:read");
            case "usergroupsUsersList" -> List.of("usergroups:read");
            case "conversationsInfo" -> List.of("channels:read", "groups:read");
            case "usersLookupByEmail" -> List.of("users:read.email");
            case "authTest", "viewsOpen", "viewsPublish", "appsConnectionsOpen" -> List.of();
            default -> throw new AssertionError("say here which scope " + method + " needs");
        };
    }

    private static Set<String> methodsCalled() throws IOException {
        Set<String> methods = new TreeSet<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(SOURCES)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            Matcher matcher = METHOD.matcher(Files.readString(file));
            while (matcher.find()) {
                methods.add(matcher.group(1));
            }
        }
        assertThat(methods).contains("chatPostMessage");
        return methods;
    }

    private static JsonNode read() {
        try {
            JsonNode yaml = new YAMLMapper()
                    .readTree(Path.of("../../slack-manifest.yml").toFile());
            return new ObjectMapper().readTree(yaml.toString());
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
