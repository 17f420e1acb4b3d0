package botcreds.broker.identity;

import botcreds.broker.model.BotId;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Knows bots by the client certificate that TLS has verified (RFC 8705 section 2.1.2): by its only subject alternative name,
 * a URI or a DNS name, letter by letter. The common name counts for nothing. Thread-safe.
 */
public final class ClientCertificates implements Function<Connection, Claim<BotId>> {
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final int DNS = 2;
    private static final int URI = 6;

    private final Function<String, Optional<BotId>> bySan;

    /** @param bySan from a subject alternative name to the bot that the policy lists under it */
    public ClientCertificates(Function<String, Optional<BotId>> bySan) {
        this.bySan = bySan;
    }

    @Override
    public Claim<BotId> apply(Connection connection) {
        if (connection.certificates().isEmpty()) {
            return Claim.none();
        }
        return onlyName(connection.certificates().get(0))
                .map(san -> Claim.proven(bySan.apply(san).orElseGet(() -> UnlistedBots.named(san, "san " + san))))
                .orElseGet(Claim::wrong);
    }

    private Optional<String> onlyName(X509Certificate certificate) {
        try {
            // The connection may have been open for longer than the certificate is good for.
            certificate.checkValidity();
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses != null && uses.contains(FOR_CLIENTS) ? only(names(certificate)) : Optional.empty();
        } catch (CertificateException unusable) {
            return Optional.empty();
        }
    }

    /** Several names could mean several bots, and a wildcard means any. */
    private static Optional<String> only(List<String> names) {
        return names.size() == 1 && names.get(0).indexOf('*') < 0 ? Optional.of(names.get(0)) : Optional.empty();
    }

    /** A DNS name that reads like a URI must not pass for one: authorities check the two in different ways. */
    private static boolean isOf(int kind, String name) {
        return name.indexOf(':') >= 0 == (kind == URI);
    }

    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        if (all != null) {
            for (List<?> each : all) {
                int kind = (Integer) each.get(0);
                boolean isName = kind == DNS || kind == URI;
                names.add(isName && isOf(kind, (String) each.get(1)) ? (String) each.get(1) : "*");
            }
        }
        return names;
    }
}
