package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped. */
final class PackagedJarIT {
    /** Bouncy Castle's is MIT's text under another name. All of them let us pass the jar on under our own licence, with their texts in it. */
    private static final Set<String> WE_MAY_SHIP =
            Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0", "MPL-2.0", "Bouncy Castle Licence");

    /** Libraries that others have taken in. */
    private static final Set<String> INSIDE_OTHERS =
            Set.of("antlr4-runtime", "angus-core", "imap", "logging-mailhandler", "pop3", "smtp");

    @TempDir
    Path parent;

    @Test
    void theJarHoldsNeitherTheSandboxNorTheClientNorTests() throws Exception {
        try (JarFile jar = new JarFile(BrokerProcess.jar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names).contains("botcreds/broker/Broker.class", "org/h2/Driver.class", "logback.xml");
            assertThat(names)
                    .doesNotContain("botcreds/broker/ArchitectureTest.class")
                    .noneMatch(name -> name.startsWith("botcreds/") && name.endsWith("IT.class"))
                    .noneMatch(name -> name.matches(
                            "(botcreds/(client|sandbox|broker/outside)|org/(junit|assertj|mockito|awaitility|eclipse/jgit/http)|net/jqwik"
                                    + "|io/zonky|com/tngtech)/.*"))
                    .noneMatch(name -> name.startsWith("META-INF/") && name.matches(".*\\.(SF|DSA|RSA)"));
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("botcreds.broker.Broker");
        }
    }

    @Test
    void everyLibraryIsOnItsBillAndUnderALicenceThatWeMayShip() throws Exception {
        try (JarFile jar = new JarFile(BrokerProcess.jar().toFile())) {
            ZipEntry written = jar.getEntry("META-INF/sbom/application.cdx.json");
            assumeTrue(written != null, "the plugin that writes the bill does nothing in a build with mvn -o");
            JsonNode bill = new ObjectMapper().readTree(jar.getInputStream(written));
            Map<String, Set<String>> licences = new TreeMap<>();
            bill.path("components")
                    .forEach(each -> licences.put(each.path("purl").asText(), licences(each)));

            // The jar tells of most of its libraries itself.
            jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("META-INF/maven/[^/]+/[^/]+/pom.properties"))
                    .map(name -> name.split("/", -1))
                    .filter(name -> !name[2].equals("botcreds") && !INSIDE_OTHERS.contains(name[3]))
                    .forEach(name -> assertThat(licences.keySet())
                            .anyMatch(purl -> purl.startsWith("pkg:maven/" + name[2] + "/" + name[3] + "@")));
            assertThat(licences).hasSizeGreaterThan(40);
            assertThat(licences.keySet())
                    .as("what only javac needs is not in the jar")
                    .noneMatch(purl -> purl.startsWith("pkg:maven/org.checkerframework/"));
            licences.forEach(
                    (library, its) -> assertThat(its).as(library).isNotEmpty().anyMatch(WE_MAY_SHIP::contains));
            assertThat(bill.path("components"))
                    .noneMatch(each -> each.path("group").asText().startsWith("botcreds"));
        }
    }

    /** Several stand for a choice. */
    private static Set<String> licences(JsonNode component) {
        Set<String> all = new TreeSet<>();
        for (JsonNode each : component.path("licenses")) {
            JsonNode licence = each.path("license");
            all.add(licence.path("id").asText(licence.path("name").asText()));
            all.addAll(List.of(each.path("expression").asText().split(" OR |[()]", -1)));
        }
        all.remove("");
        return all;
    }

    @Test
    void theLicencesOfWhatIsInItCameAlong() throws Exception {
        try (JarFile jar = new JarFile(BrokerProcess.jar().toFile())) {
            assertThat(text(jar, "LICENSE")).contains("Apache License");
            assertThat(text(jar, "META-INF/LICENSE") + text(jar, "META-INF/LICENSE.txt"))
                    .contains("Apache License")
                    .contains("PostgreSQL Global Development Group");
            assertThat(text(jar, "META-INF/NOTICE")).contains("Jackson");
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Printed for whoever reads the build's output; a busy machine must not fail it. */
    @Test
    void theStartIsMeasured() {
        try (Town town = new Town(parent)) {
            long begun = System.nanoTime();
            town.startBroker();
            System.out.println("from java -jar to ready: "
                    + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
            assertThat(town.broker().isAlive()).isTrue();
        }
    }
}
