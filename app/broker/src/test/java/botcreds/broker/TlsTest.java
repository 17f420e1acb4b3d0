package botcreds.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.settings.TlsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as openssl writes them. */
class TlsTest {
    private static final List<String> EC = List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-256");

    @TempDir
    Path folder;

    private TlsSettings settings;

    @BeforeEach
    void name() {
        settings = new TlsSettings(folder.resolve("crt"), folder.resolve("key"), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, 'BEGIN PRIVATE KEY'",
        "rsa -traditional, 'BEGIN RSA PRIVATE KEY'",
        "ec, 'BEGIN PRIVATE KEY'",
        "ec -traditional, 'BEGIN EC PRIVATE KEY'"
    })
    void everyUsualFormOfAKeyIsTaken(String form, String head) throws Exception {
        issue(form.startsWith("ec") ? EC : List.of("rsa:2048"), "one");
        if (form.endsWith("-traditional")) {
            Path plain = Files.move(settings.key(), folder.resolve("pkcs8"));
            openssl(
                    "pkey",
                    "-traditional",
                    "-in",
                    plain.toString(),
                    "-out",
                    settings.key().toString());
        }
        assertThat(settings.key()).content(StandardCharsets.US_ASCII).contains(head);

        assertThat(subject(new Tls(settings))).isEqualTo("CN=one");
    }

    @Test
    void aKeyOfAnotherCertificateAndAnAuthorityThatIsNoneAreToldTogether() throws Exception {
        issue(EC, "one");
        Files.delete(settings.key());
        openssl(
                "genpkey",
                "-algorithm",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-out",
                settings.key().toString());
        Path nothing = Files.writeString(folder.resolve("ca"), "-----BEGIN NONSENSE-----");

        assertThatThrownBy(() -> new Tls(new TlsSettings(settings.certificate(), settings.key(), Optional.of(nothing))))
                .isInstanceOf(NotStartable.class)
                .hasMessageContaining("BOTCREDS_TLS_CLIENT_CA: " + nothing + " holds no")
                .hasMessageContaining("BOTCREDS_TLS_KEY: " + settings.key() + " is not the key of the certificate");
    }

    @Test
    void aDamagedKeyIsRefusedWithoutAWordOfIt() throws Exception {
        issue(EC, "one");
        String key = Files.readString(settings.key());
        String body = key.lines().toList().get(1);
        Files.writeString(settings.key(), key.replace(body, body.substring(8)));

        assertThatThrownBy(() -> new Tls(settings))
                .isInstanceOf(NotStartable.class)
                .hasMessageContaining("BOTCREDS_TLS_KEY")
                .hasMessageNotContaining(body.substring(8, 24));
    }

    @Test
    void aRenewedCertificateCountsWithoutARestartOnceBothFilesAreThere() throws Exception {
        issue(EC, "one");
        Tls tls = new Tls(settings);
        tls.context().start();
        try {
            byte[] oldKey = Files.readAllBytes(settings.key());
            issue(EC, "two");
            byte[] newKey = Files.readAllBytes(settings.key());
            Files.write(settings.key(), oldKey);
            touch(1);
            tls.renew();
            assertThat(subject(tls)).isEqualTo("CN=one");

            Files.write(settings.key(), newKey);
            touch(2);
            tls.renew();
            assertThat(subject(tls)).isEqualTo("CN=two");
        } finally {
            tls.context().stop();
        }
    }

    /** A busy file system gives two quick writes one time. */
    private void touch(int seconds) throws IOException {
        FileTime time = FileTime.from(Instant.parse("2030-01-01T00:00:00Z").plusSeconds(seconds));
        Files.setLastModifiedTime(settings.key(), time);
        Files.setLastModifiedTime(settings.certificate(), time);
    }

    private static String subject(Tls tls) throws Exception {
        KeyStore store = tls.context().getKeyStore();
        return ((java.security.cert.X509Certificate) store.getCertificate("own"))
                .getSubjectX500Principal()
                .getName();
    }

    private void issue(List<String> newKey, String name) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "2", "-newkey"));
        arguments.addAll(newKey);
        arguments.addAll(List.of(
                "-subj",
                "/CN=" + name,
                "-keyout",
                settings.key().toString(),
                "-out",
                settings.certificate().toString()));
        openssl(arguments.toArray(String[]::new));
    }

    private static void openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
