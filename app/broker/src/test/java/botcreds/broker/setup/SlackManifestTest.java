package botcreds.broker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlackManifestTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static JsonNode linked(Optional<URI> broker) throws IOException {
        String link = SlackManifest.link(broker);
        assertThat(link)
                .startsWith("https://api.slack.com/apps?new_app=1&manifest_yaml=")
                .doesNotContain("+");
        assertThat(link.length()).isLessThan(6000);
        return YAML.readTree(URLDecoder.decode(link.replaceFirst(".*manifest_yaml=", ""), StandardCharsets.UTF_8));
    }

    @Test
    void theLinkHoldsTheWholeManifestWithOnesOwnAddress() throws IOException {
        JsonNode whole = YAML.readTree(Path.of("../../slack-manifest.yml").toFile());
        String own = whole.toString().replace("https://botcreds.example.com", "https://bots.myorg.example");

        assertThat(linked(Optional.of(URI.create("https://bots.myorg.example"))))
                .hasToString(own);
    }

    @Test
    void withoutAnAddressItIsSocketMode() throws IOException {
        JsonNode manifest = linked(Optional.empty());

        assertThat(manifest.at("/settings/socket_mode_enabled").asBoolean()).isTrue();
        assertThat(manifest.toString()).doesNotContain("https://", "request_url");
        assertThat(manifest.at("/settings/event_subscriptions/bot_events")).hasSize(1);
        assertThat(manifest.at("/features/slash_commands/0/command").asText()).isEqualTo("/botcreds");
    }
}
