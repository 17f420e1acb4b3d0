package botcreds.broker.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code slack-manifest.yml} with somebody's own address in it, or switched to Socket Mode, as a link that creates the app. */
final class SlackManifest {
    private static final String EXAMPLE = "https://botcreds.example.com";
    private static final String CREATE = "https://api.slack.com/apps?new_app=1&manifest_yaml=";

    private SlackManifest() {}

    /** Without its comments, because browsers cut long addresses. */
    static String text(Optional<URI> broker) {
        String lean = read().lines()
                .map(line -> line.replaceFirst("(^|\\s+)#(\\s.*)?$", ""))
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n"));
        return broker.map(address -> lean.replace(EXAMPLE, address.toString())).orElseGet(() -> withoutAddress(lean))
                + "\n";
    }

    static String link(Optional<URI> broker) {
        // Slack's page takes %20, and no plus, for a space.
        return CREATE + URLEncoder.encode(text(broker), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String withoutAddress(String manifest) {
        return manifest.lines()
                .filter(line -> !line.contains(EXAMPLE))
                .map(line -> line.replace("socket_mode_enabled: false", "socket_mode_enabled: true"))
                .collect(Collectors.joining("\n"));
    }

    private static String read() {
        try (InputStream manifest = SlackManifest.class.getResourceAsStream("/slack-manifest.yml")) {
            if (manifest == null) {
                throw new IllegalStateException("the jar has lost slack-manifest.yml");
            }
            return new String(manifest.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
