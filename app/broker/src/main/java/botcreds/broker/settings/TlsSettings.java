package botcreds.broker.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS for the API listener, as PEM files.
 *
 * @param clientCa turns mTLS identity on: certificates it has signed name bots
 */
public record TlsSettings(Path certificate, Path key, Optional<Path> clientCa) {
    static Optional<TlsSettings> read(Environment from) {
        Optional<Path> certificate = from.existingFile("BOTCREDS_TLS_CERT");
        Optional<Path> key = from.existingFile("BOTCREDS_TLS_KEY");
        Optional<Path> clientCa = from.existingFile("BOTCREDS_TLS_CLIENT_CA");
        if (from.isSet("BOTCREDS_TLS_CERT") != from.isSet("BOTCREDS_TLS_KEY")) {
            from.problem("BOTCREDS_TLS_CERT", "it and BOTCREDS_TLS_KEY belong together; set both or neither");
        }
        if (from.isSet("BOTCREDS_TLS_CLIENT_CA") && !from.isSet("BOTCREDS_TLS_CERT")) {
            from.problem(
                    "BOTCREDS_TLS_CLIENT_CA",
                    "client certificates need TLS; set BOTCREDS_TLS_CERT and BOTCREDS_TLS_KEY too");
        }
        key.ifPresent(file -> refuseWide(from, file));
        return certificate.flatMap(cert -> key.map(file -> new TlsSettings(cert, file, clientCa)));
    }

    private static void refuseWide(Environment from, Path key) {
        try {
            if (SecretFile.isWide(key.toRealPath())) {
                from.problem("BOTCREDS_TLS_KEY", key + " can be read by others; run: chmod 600 " + key);
            }
        } catch (IOException unreadable) {
            from.problem("BOTCREDS_TLS_KEY", key + " cannot be read; it must belong to the user the broker runs as");
        }
    }
}
