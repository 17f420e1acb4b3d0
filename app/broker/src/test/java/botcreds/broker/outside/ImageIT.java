package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The container image that {@code mvn -Pimage verify} built, as whoever pulls it would find it. */
final class ImageIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SECRET = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/]{32}|ghs_[A-Za-z0-9]{20}|xox[bp]-[0-9]+-[0-9A-Za-z]+");

    private static JsonNode config = JSON.createObjectNode();
    private static final List<TarArchiveEntry> FILES = new ArrayList<>();
    private static final Map<String, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void unpack() throws IOException {
        String image = System.getProperty("botcreds.image", "");
        assumeTrue(!image.isEmpty() && Files.exists(Path.of(image)), "no image: build one with mvn -Pimage verify");
        Map<String, byte[]> parts = new HashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(Path.of(image)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                parts.put(entry.getName(), tar.readAllBytes());
            }
        }
        JsonNode manifest = JSON.readTree(parts.get("manifest.json")).get(0);
        config = JSON.readTree(parts.get(manifest.path("Config").asText()));
        for (JsonNode layer : manifest.path("Layers")) {
            read(parts.get(layer.asText()));
        }
    }

    private static void read(byte[] layer) throws IOException {
        try (InputStream bytes = new GZIPInputStream(new ByteArrayInputStream(layer));
                TarArchiveInputStream tar = new TarArchiveInputStream(bytes)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                FILES.add(entry);
                if (entry.isFile() && entry.getSize() < 64 * 1024) {
                    TEXTS.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }

    @Test
    void itRunsAsAUserWithoutRightsAndOpensFourPorts() {
        JsonNode container = config.path("config");
        assertThat(container.path("User").asText()).isEqualTo("65532:65532");
        assertThat(container.path("ExposedPorts").properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("8080/tcp", "8081/tcp", "3000/tcp", "9090/tcp");
        assertThat(container.path("Volumes").properties().stream().map(Map.Entry::getKey))
                .containsExactly("/var/lib/botcreds");
    }

    @Test
    void itStartsJavaItselfSoThatWordsCanBeAppended() {
        List<String> entry = words(config.path("config").path("Entrypoint"));
        assertThat(entry.get(0)).isEqualTo("java");
        assertThat(entry).endsWith("botcreds.broker.Broker").doesNotContain("sh", "/bin/sh", "-c");
        assertThat(config.path("config").path("Cmd").isMissingNode()
                        || config.path("config").path("Cmd").isNull())
                .isTrue();
    }

    @Test
    void itSaysWhatItIs() {
        JsonNode labels = config.path("config").path("Labels");
        assertThat(labels.path("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
        assertThat(labels.path("org.opencontainers.image.version").asText()).isNotEmpty();
        assertThat(TEXTS.keySet())
                .noneMatch(name -> name.contains("botcreds-sandbox") || name.contains("botcreds-client"));
    }

    @Test
    void nothingInItStartsAShellOrGetsMoreRights() {
        assertThat(FILES)
                .extracting(TarArchiveEntry::getName)
                .noneMatch(name -> name.matches("(\\./)?(usr/)?s?bin/.*"))
                .noneMatch(name -> name.matches(".*/(ba|da|z|k)?sh|.*/busybox"));
        assertThat(FILES).allMatch(file -> (file.getMode() & 06000) == 0);
    }

    @Test
    void nobodyButRootCouldChangeTheProgram() {
        assertThat(FILES)
                .filteredOn(file -> !file.getName().contains("var/lib/botcreds") && !file.isSymbolicLink())
                .filteredOn(file -> !file.getName().matches("(\\./)?tmp/"))
                .allMatch(file -> file.getLongUserId() == 0 && (file.getMode() & 0022) == 0);
    }

    @Test
    void noSecretIsInIt() {
        TEXTS.forEach(
                (name, text) -> assertThat(SECRET.matcher(text).find()).as(name).isFalse());
        assertThat(FILES)
                .extracting(TarArchiveEntry::getName)
                .noneMatch(name -> name.endsWith("seal.key") || name.endsWith("policy.yaml") || name.endsWith(".pem"));
        assertThat(words(config.path("config").path("Env")))
                .noneMatch(each -> each.matches("(SLACK|GITHUB)_.*|.*(TOKEN|SECRET|KEY)=.*"));
    }

    @Test
    void itIsAsOldAsTheReleaseAndNotAsTheBuild() {
        assertThat(config.path("created").asText()).isEqualTo("2026-11-23T00:00:00Z");
        assertThat(FILES).allMatch(file -> file.getLastModifiedDate().getTime() <= 1_795_392_000_000L);
    }
}
