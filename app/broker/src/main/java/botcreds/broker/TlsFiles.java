package botcreds.broker;

import botcreds.broker.model.Told;
import botcreds.broker.settings.SecretFile;
import botcreds.broker.settings.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** What the PEM files for TLS hold. */
final class TlsFiles {
    private static final String OWN = "own";
    private static final char[] NO_PASSWORD = new char[0];

    private final KeyStore own;
    private final Optional<KeyStore> trusted;

    private TlsFiles(KeyStore own, Optional<KeyStore> trusted) {
        this.own = own;
        this.trusted = trusted;
    }

    /** @throws IllegalArgumentException with everything that is wrong, each with the setting that names the file */
    static TlsFiles read(TlsSettings settings) throws GeneralSecurityException {
        List<String> problems = new ArrayList<>();
        List<Certificate> chain = certificates("BOTCREDS_TLS_CERT", settings.certificate(), problems);
        List<Certificate> authorities = settings.clientCa().isEmpty()
                ? List.of()
                : certificates("BOTCREDS_TLS_CLIENT_CA", settings.clientCa().get(), problems);
        // Without the certificate nobody can say whether the key is the right one.
        Optional<PrivateKey> key = chain.isEmpty() ? Optional.empty() : key(settings.key(), chain.get(0), problems);
        if (!problems.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        KeyStore own = empty();
        own.setKeyEntry(OWN, key.get(), NO_PASSWORD, chain.toArray(Certificate[]::new));
        return new TlsFiles(own, authorities.isEmpty() ? Optional.empty() : Optional.of(trusting(authorities)));
    }

    /** Returns when the certificate ends, or what is wrong with the files. */
    static Told<Instant> expiry(TlsSettings settings) {
        try {
            Certificate first = read(settings).own.getCertificate(OWN);
            return first instanceof X509Certificate x509
                    ? Told.of(x509.getNotAfter().toInstant())
                    : Told.not("BOTCREDS_TLS_CERT: " + settings.certificate() + " holds no X.509 certificate");
        } catch (GeneralSecurityException unusable) {
            return Told.not("BOTCREDS_TLS_CERT: the files cannot be used");
        } catch (IllegalArgumentException wrong) {
            return Told.not(String.valueOf(wrong.getMessage()));
        }
    }

    void into(SslContextFactory.Server context) {
        context.setKeyStore(own);
        context.setKeyStorePassword("");
        context.setKeyManagerPassword("");
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        trusted.ifPresent(store -> {
            context.setTrustStore(store);
            context.setWantClientAuth(true);
        });
    }

    private static List<Certificate> certificates(String setting, Path file, List<String> problems) {
        try (InputStream pem = Files.newInputStream(file)) {
            List<Certificate> all =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            if (!all.isEmpty()) {
                return all;
            }
            problems.add(setting + ": " + file + " holds no certificate; it must be PEM");
        } catch (IOException unreadable) {
            problems.add(setting + ": " + file + " cannot be read");
        } catch (CertificateException damaged) {
            problems.add(setting + ": " + file + " holds no whole certificate; it must be PEM");
        }
        return List.of();
    }

    private static Optional<PrivateKey> key(Path file, Certificate certificate, List<String> problems) {
        SecretFile read = SecretFile.read(file);
        if (read.secret().isEmpty()) {
            problems.add("BOTCREDS_TLS_KEY: " + read.problem());
            return Optional.empty();
        }
        try {
            return Optional.of(PrivateKeyPem.read(read.secret().get().reveal(), certificate.getPublicKey()));
        } catch (IllegalArgumentException unusable) {
            problems.add("BOTCREDS_TLS_KEY: " + file + " " + unusable.getMessage());
            return Optional.empty();
        }
    }

    private static KeyStore trusting(List<Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = empty();
        for (int at = 0; at < authorities.size(); at++) {
            store.setCertificateEntry("ca-" + at, authorities.get(at));
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, NO_PASSWORD);
        } catch (IOException impossible) {
            throw new IllegalStateException("nothing was read", impossible);
        }
        return store;
    }
}
