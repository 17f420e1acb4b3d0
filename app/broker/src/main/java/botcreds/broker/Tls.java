package botcreds.broker;

import botcreds.broker.settings.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 from PEM files, read again within a minute after they were renewed. With a client CA, a client may show a
 * certificate; one that this CA has not signed, or that is out of its time, ends the handshake. Thread-safe.
 */
final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final long LOOK_EVERY_SECONDS = 60;

    private final TlsSettings settings;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private List<FileTime> read;

    /** @throws NotStartable if a file cannot be used; it says which and what to do, and never what is in it */
    Tls(TlsSettings settings) throws NotStartable {
        this.settings = settings;
        try {
            read = times();
            stores().into(context);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new NotStartable("BOTCREDS_TLS_CERT, BOTCREDS_TLS_KEY, BOTCREDS_TLS_CLIENT_CA", unusable);
        }
    }

    SslContextFactory.Server context() {
        return context;
    }

    /** Looks once a minute from now on whether the files were renewed. */
    void watch(Scheduler scheduler) {
        scheduler.schedule(
                () -> {
                    renew();
                    if (scheduler.isRunning()) {
                        watch(scheduler);
                    }
                },
                LOOK_EVERY_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Takes the files anew if they have changed; what cannot be used leaves the old ones in force. */
    synchronized void renew() {
        try {
            List<FileTime> now = times();
            if (!now.equals(read)) {
                read = now;
                Stores renewed = stores();
                context.reload(changed -> renewed.into((SslContextFactory.Server) changed));
                LOG.info("The TLS certificate was renewed.");
            }
        } catch (Exception unusable) {
            LOG.error("The TLS files have changed and cannot be used; the old ones stay in force: {}", said(unusable));
        }
    }

    private record Stores(KeyStore own, Optional<KeyStore> trusted) {
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
    }

    private Stores stores() throws IOException, GeneralSecurityException {
        KeyStore own = empty();
        Certificate[] chain = certificates(settings.certificate()).toArray(Certificate[]::new);
        own.setKeyEntry("own", key(settings.key(), chain[0].getPublicKey().getAlgorithm()), new char[0], chain);
        if (settings.clientCa().isEmpty()) {
            return new Stores(own, Optional.empty());
        }
        KeyStore trusted = empty();
        int number = 0;
        for (Certificate each : certificates(settings.clientCa().get())) {
            trusted.setCertificateEntry("ca-" + number++, each);
        }
        return new Stores(own, Optional.of(trusted));
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (all.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no certificate; it must be PEM");
            }
            return all;
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException(file + " is no unencrypted PKCS#8 key; make it one with: openssl pkcs8"
                    + " -topk8 -nocrypt -in " + file + " -out NEW");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        return store;
    }

    private List<FileTime> times() throws IOException {
        List<FileTime> times = new ArrayList<>();
        times.add(Files.getLastModifiedTime(settings.certificate()));
        times.add(Files.getLastModifiedTime(settings.key()));
        if (settings.clientCa().isPresent()) {
            times.add(Files.getLastModifiedTime(settings.clientCa().get()));
        }
        return times;
    }

    /** Parsers may quote what they read; only our own sentences are safe to log. */
    private static String said(Exception unusable) {
        return unusable instanceof IllegalArgumentException
                ? String.valueOf(unusable.getMessage())
                : unusable.getClass().getSimpleName();
    }
}
