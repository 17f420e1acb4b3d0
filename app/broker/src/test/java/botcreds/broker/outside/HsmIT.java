package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import botcreds.broker.github.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged broker with the App's key in SoftHSM. */
final class HsmIT {
    @TempDir
    Path parent;

    private Town town;
    private SoftHsm hsm;

    @BeforeEach
    void open() throws IOException {
        Optional<SoftHsm> installed = SoftHsm.in(Files.createDirectory(parent.resolve("hsm")));
        if (installed.isEmpty()) {
            System.err.println("SKIPPED: no broker is tried with an HSM; install softhsm2 and opensc");
        }
        assumeTrue(installed.isPresent(), "softhsm2 and opensc are installed");
        hsm = installed.get();
        town = new Town(parent);
        hsm.addCertificate(hsm.importKey(town.gitHub.app().privateKeyPem(), "app", "01"), "app", "01");
        town.settings.put("SOFTHSM2_CONF", hsm.configuration().toString());
        town.settings.put("GITHUB_APP_PRIVATE_KEY", hsm.uri("app"));
    }

    @AfterEach
    void close() {
        if (town != null) {
            town.close();
        }
    }

    @Test
    void tokensAreIssuedWithAKeyThatNeverLeavesTheHsm() throws Exception {
        BrokerProcess broker = town.startBroker();

        town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);

        assertThat(broker.output()).contains("signs with SHA256:");
        assertThat(broker.printed()).doesNotContain(SoftHsm.PIN);
    }

    @Test
    @Tag("T-92")
    void aPinThatOthersMayReadAndAnUnknownSettingAreToldTogether() throws Exception {
        Path pin = hsm.pinFile(SoftHsm.PIN);
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r--r--"));
        town.settings.put("GITHUB_APP_ID", "twelve");

        assertThat(refusal())
                .contains("GITHUB_APP_ID: this is not a number")
                .contains("GITHUB_APP_PRIVATE_KEY: ")
                .contains(pin + " can be read by others; run: chmod 600");
    }

    @Test
    @Tag("T-92")
    void aWrongPinStopsTheStart() throws Exception {
        hsm.pinFile("not-the-pin");

        assertThat(refusal())
                .contains("is wrong; correct it before the token locks itself")
                .doesNotContain("not-the-pin");
    }

    private String refusal() {
        try (BrokerProcess broker = BrokerProcess.launch(town.directory, town.settings)) {
            assertThat(broker.awaitExit(BrokerProcess.PATIENCE)).isEqualTo(2);
            assertThat(broker.errors()).doesNotContain("\tat ").doesNotContain("Exception");
            return broker.errors();
        }
    }
}
