package botcreds.broker.setup;

import botcreds.broker.model.Told;
import botcreds.broker.settings.SettingsParts;
import botcreds.broker.settings.TlsSettings;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Files the settings name: who else may read them, whether the certificate lives, and whether tailscaled lets us in. */
final class FileChecks {
    private static final Duration SOON = Duration.ofDays(14);
    private static final String MODES = "file mode";
    private static final String TLS = "tls";

    private final SettingsLook settings;
    private final Optional<Path> settingsFile;
    private final Function<TlsSettings, Told<Instant>> certificates;
    private final Clock clock;

    FileChecks(
            SettingsLook settings,
            Optional<Path> settingsFile,
            Function<TlsSettings, Told<Instant>> certificates,
            Clock clock) {
        this.settings = settings;
        this.settingsFile = settingsFile;
        this.certificates = certificates;
        this.clock = clock;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(modes());
        SettingsParts parts = settings.parts();
        parts.tls().ifPresent(files -> findings.addAll(certificate(certificates.apply(files))));
        parts.tailscaleSocket().ifPresent(socket -> findings.add(tailscale(socket)));
        return findings;
    }

    /** Files with secrets are the settings' own business: what others may read there is refused. */
    private List<Finding> modes() {
        return settingsFile.stream()
                .filter(Files::exists)
                .map(file -> Modes.isOpen(file)
                        ? Finding.warn(
                                MODES,
                                file + " can be read or written by others: it says where everything is",
                                "chmod 600 " + file)
                        : Finding.ok(MODES, file + " is nobody else's"))
                .toList();
    }

    private List<Finding> certificate(Told<Instant> expiry) {
        return expiry.fold(
                end -> List.of(living(end)),
                why -> why.lines()
                        .map(line -> Finding.fail(TLS, line, "name the two files that belong together, as PEM"))
                        .toList());
    }

    private Finding living(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative()) {
            return Finding.fail(
                    TLS, "the certificate ended on " + end, "renew it; the broker takes it within a minute");
        }
        return left.compareTo(SOON) < 0
                ? Finding.warn(TLS, "the certificate ends on " + end, "renew it; the broker takes it within a minute")
                : Finding.ok(TLS, "the key belongs to the certificate, which ends on " + end);
    }

    /** Only connects: on this machine that is done or refused at once. */
    private static Finding tailscale(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            if (channel.connect(UnixDomainSocketAddress.of(socket))) {
                return Finding.ok("tailscale", "tailscaled answers at " + socket);
            }
            throw new IOException("it takes no more connections");
        } catch (IOException refused) {
            return Finding.fail(
                    "tailscale",
                    "tailscaled does not take connections at " + socket,
                    "start tailscaled; the user the broker runs as must be able to open its socket");
        }
    }
}
