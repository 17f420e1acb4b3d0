package botcreds.broker.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An HSM in software, used as an operator uses a real one: softhsm2-util makes the token and imports the key, pkcs11-tool
 * puts a certificate beside it. The library reads its configuration once for a process, from SOFTHSM2_CONF, which a Java
 * program cannot set for itself: tests of it run in a process of their own.
 */
public final class SoftHsm {
    public static final String PIN = "4711-a-pin";

    private final Path folder;
    private final Path module;
    public final long slot;

    private SoftHsm(Path folder, Path module) {
        this.folder = folder;
        this.module = module;
        try {
            Files.createDirectories(folder.resolve("tokens"));
            Files.writeString(
                    configuration(), "directories.tokendir = " + folder.resolve("tokens") + "\nlog.level = ERROR\n");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        String said = run(
                "softhsm2-util", "--init-token", "--free", "--label", "botcreds", "--so-pin", "1234567", "--pin", PIN);
        Matcher reassigned = Pattern.compile("reassigned to slot ([0-9]+)").matcher(said);
        assertThat(reassigned.find()).as(said).isTrue();
        slot = Long.parseLong(reassigned.group(1));
    }

    /** Empty where SoftHSM or pkcs11-tool is not installed. */
    public static Optional<SoftHsm> in(Path folder) {
        boolean tools = Stream.of("softhsm2-util", "pkcs11-tool").allMatch(SoftHsm::isInstalled);
        return tools ? module().map(library -> new SoftHsm(folder, library)) : Optional.empty();
    }

    private static Optional<Path> module() {
        return Stream.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib64/pkcs11/libsofthsm2.so",
                        "/usr/local/lib/softhsm/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::isReadable)
                .findFirst();
    }

    /** What SOFTHSM2_CONF must name. */
    public Path configuration() {
        return folder.resolve("softhsm2.conf");
    }

    /** Imports a key under a label and id, without a certificate. */
    public Path importKey(String key, String label, String id) throws IOException {
        Path asItCame = Files.writeString(folder.resolve(label + ".pem"), key);
        Path pem = folder.resolve(label + ".pk8");
        run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", asItCame.toString(), "-out", pem.toString());
        run(
                "softhsm2-util",
                "--import",
                pem.toString(),
                "--token",
                "botcreds",
                "--label",
                label,
                "--id",
                id,
                "--pin",
                PIN);
        return pem;
    }

    /** Puts a certificate for the key in a file beside the object with that id. */
    public void addCertificate(Path pem, String label, String id) {
        Path certificate = folder.resolve(label + ".der");
        run(
                "openssl",
                "req",
                "-x509",
                "-new",
                "-key",
                pem.toString(),
                "-subj",
                "/CN=" + label,
                "-days",
                "2",
                "-outform",
                "DER",
                "-out",
                certificate.toString());
        run(
                "pkcs11-tool",
                "--module",
                module.toString(),
                "--token-label",
                "botcreds",
                "--login",
                "--pin",
                PIN,
                "--write-object",
                certificate.toString(),
                "--type",
                "cert",
                "--id",
                id,
                "--label",
                label);
    }

    /** A file with the PIN, for its owner only. */
    public Path pinFile(String pin) throws IOException {
        Path file = Files.writeString(folder.resolve("pin"), pin);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    public String uri(String label) throws IOException {
        return "pkcs11:token=botcreds;slot-id=" + slot + ";object=" + label + ";type=private?module-path=" + module
                + "&pin-source=file:" + pinFile(PIN);
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    }

    private String run(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
            builder.environment().put("SOFTHSM2_CONF", configuration().toString());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command[0], said).isZero();
            return said;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
