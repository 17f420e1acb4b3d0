package botcreds.broker;

import botcreds.broker.settings.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    private static final long LOOK_EVERY_SECONDS = 60;

    private final TlsSettings settings;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private List<FileTime> read;

    /** @throws NotStartable if files cannot be used; it says which and what to do, and never what is in them */
    Tls(TlsSettings settings) throws NotStartable {
        this.settings = settings;
        try {
            read = times();
            TlsFiles.read(settings).into(context);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new NotStartable(unusable);
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
                TlsFiles renewed = TlsFiles.read(settings);
                context.reload(changed -> renewed.into((SslContextFactory.Server) changed));
                LOG.info("The TLS certificate was renewed.");
            }
        } catch (Exception unusable) {
            LOG.error("The TLS files have changed and cannot be used; the old ones stay in force: {}", said(unusable));
        }
    }

    private List<FileTime> times() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : Stream.concat(Stream.of(settings.certificate(), settings.key()), settings.clientCa().stream())
                .toList()) {
            times.add(Files.getLastModifiedTime(file));
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
