package botcreds.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessTest {
    @TempDir
    Path folder;

    @Test
    void aMissingJarSaysHowToBuildIt() {
        assertThatThrownBy(() -> BrokerProcess.start(folder.resolve("none.jar"), folder.resolve("log"), Map.of()))
                .isInstanceOf(DemoFailed.class)
                .hasMessageContaining("mvn -Pdemo");
    }

    @Test
    void aBrokerThatDiesIsNotWaitedForAndItsLastWordsAreShown() throws Exception {
        Path notAJar = Files.writeString(folder.resolve("broken.jar"), "no jar at all");
        BrokerProcess broker = BrokerProcess.start(notAJar, folder.resolve("log"), Map.of());
        // A port nobody listens on: the answer can only come from the process that has ended.
        URI nobody = URI.create("http://127.0.0.1:" + FreePorts.find().ops());
        assertThatThrownBy(() -> broker.awaitReady(nobody))
                .isInstanceOf(DemoFailed.class)
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("broken.jar");
    }
}
