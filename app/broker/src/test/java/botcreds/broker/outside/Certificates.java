package botcreds.broker.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority and what it has signed, made by the JDK's keytool; each certificate in a key store of its own. */
public final class Certificates {
    public static final char[] PASSWORD = "a-password".toCharArray();

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    public static Certificates authority(Path folder) throws Exception {
        Certificates ca = new Certificates(folder);
        ca.keytool(
                "ca",
                "-dname",
                "CN=an authority",
                "-ext",
                "bc:critical=ca:true",
                "-ext",
                "ku=keyCertSign",
                "-validity",
                "30");
        return ca;
    }

    /** Issues one with these extensions, in keytool's words; the name becomes its common name. */
    public Path issue(String name, String... extensions) throws Exception {
        return signed(name, List.of("-validity", "2"), extensions);
    }

    Path issueExpired(String name, String... extensions) throws Exception {
        return signed(name, List.of("-startdate", "-3d", "-validity", "1"), extensions);
    }

    Path pem() throws Exception {
        return certificatePem(folder.resolve("ca.p12"));
    }

    Path certificatePem(Path store) throws Exception {
        Certificate certificate = open(store).getCertificate(alias(store));
        return write(store, ".crt", "CERTIFICATE", certificate.getEncoded());
    }

    Path keyPem(Path store) throws Exception {
        return write(
                store,
                ".key",
                "PRIVATE KEY",
                open(store).getKey(alias(store), PASSWORD).getEncoded());
    }

    /** A store that trusts this authority. */
    public KeyStore trusted() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("ca", open(folder.resolve("ca.p12")).getCertificate("ca"));
        return trusted;
    }

    private Path signed(String name, List<String> time, String... extensions) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Files.copy(folder.resolve("ca.p12"), store);
        List<String> options = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", "ca"));
        options.addAll(time);
        for (String extension : extensions) {
            options.addAll(List.of("-ext", extension));
        }
        keytool(name, options.toArray(String[]::new));
        KeyStore whole = open(store);
        whole.deleteEntry("ca");
        try (var out = Files.newOutputStream(store)) {
            whole.store(out, PASSWORD);
        }
        return store;
    }

    private void keytool(String name, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-keystore",
                folder.resolve(name + ".p12").toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private static KeyStore open(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    private static String alias(Path store) {
        return store.getFileName().toString().replace(".p12", "");
    }

    private static Path write(Path store, String suffix, String kind, byte[] bytes) throws IOException {
        Path file = store.resolveSibling(alias(store) + suffix);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                        + "-----\n");
    }
}
