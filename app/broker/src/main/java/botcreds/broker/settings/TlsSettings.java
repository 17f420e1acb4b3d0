package botcreds.broker.settings;

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
        key.map(file -> SecretFile.read(file).problem())
                .filter(why -> !why.isEmpty())
                .ifPresent(why -> from.problem("BOTCREDS_TLS_KEY", why));
        return certificate.flatMap(cert -> key.map(file -> new TlsSettings(cert, file, clientCa)));
    }
}
