package botcreds.broker.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import botcreds.broker.model.BotId;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What no tool would put into a certificate, but an authority might be talked into. */
class ClientCertificatesTest {
    private static final String URI = "spiffe://example.com/bot/ci";
    private static final BotId BOT = new BotId("ci");
    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;

    private final ClientCertificates certificates = new ClientCertificates(
            san -> san.equals(URI) || san.equals("ci.example") ? Optional.of(BOT) : Optional.empty());

    @Test
    @Tag("T-65")
    void aUriIsAUriAndADnsNameADnsName() throws Exception {
        assertThat(shown(certificate(URI_NAME, URI))).isEqualTo(Claim.proven(BOT));
        assertThat(shown(certificate(DNS_NAME, "ci.example"))).isEqualTo(Claim.proven(BOT));
        assertThat(shown(certificate(DNS_NAME, URI))).isEqualTo(Claim.wrong());
        assertThat(shown(certificate(URI_NAME, "ci.example"))).isEqualTo(Claim.wrong());
    }

    @Test
    @Tag("T-65")
    void aCertificateThatEndsWhileItsConnectionIsOpenIsNobodys() throws Exception {
        X509Certificate over = certificate(URI_NAME, URI);
        doThrow(new CertificateExpiredException()).when(over).checkValidity();

        assertThat(shown(over)).isEqualTo(Claim.wrong());
    }

    @Test
    void unlistedNamesThatReadAlikeAreDifferentBots() throws Exception {
        BotId one = shown(certificate(DNS_NAME, "a.b.example")).principal().orElseThrow();
        BotId other = shown(certificate(DNS_NAME, "a-b.example")).principal().orElseThrow();

        assertThat(one.value()).startsWith("unlisted.a-b-example.");
        assertThat(other.value()).startsWith("unlisted.a-b-example.");
        assertThat(one).isNotEqualTo(other);
        assertThat(shown(certificate(DNS_NAME, "x".repeat(253))).principal()).isPresent();
    }

    private Claim<BotId> shown(X509Certificate certificate) {
        Connection.End end = new Connection.End("192.0.2.7", 1);
        return certificates.apply(new Connection(end, end, List.of(certificate), List.of(), Optional.empty()));
    }

    private static X509Certificate certificate(int kind, String name) throws CertificateParsingException {
        X509Certificate certificate = mock(X509Certificate.class);
        when(certificate.getExtendedKeyUsage()).thenReturn(List.of("1.3.6.1.5.5.7.3.2"));
        when(certificate.getSubjectAlternativeNames()).thenReturn(List.of(List.of(kind, name)));
        return certificate;
    }
}
