package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped. */
final class PackagedJarIT {
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
