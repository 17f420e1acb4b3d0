package botcreds.broker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import botcreds.broker.model.Secret;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The App's key in SoftHSM, through SunPKCS11, in processes that have SOFTHSM2_CONF set. */
final class HsmKeyTest {
    @TempDir
    Path folder;

    private SoftHsm hsm;
    private Path pem;

    @BeforeEach
    void makeAToken() throws IOException {
        Optional<SoftHsm> installed = SoftHsm.in(folder);
        if (installed.isEmpty()) {
            System.err.println("SKIPPED: no key in an HSM is tested; install softhsm2 and opensc");
        }
        assumeTrue(installed.isPresent(), "softhsm2 and opensc are installed");
        hsm = installed.get();
        pem = hsm.importKey(Keys.pkcs8(Keys.PAIR), "app", "01");
    }

    @Test
    void itSignsAndTheKeyHasTheNameItHasAtGitHub() throws Exception {
        hsm.addCertificate(pem, "app", "01");

        assertThat(life("sign", hsm.uri("app")))
                .contains("name " + name(Keys.PAIR))
                .contains("signed by it true")
                .contains("leaves it false");
    }

    @Test
    void aLostSessionIsOpenedAgain() throws Exception {
        hsm.addCertificate(pem, "app", "01");

        assertThat(life("lose", hsm.uri("app"))).contains("after the loss true");
    }

    @Test
    void aWrongPinIsTriedOnceAndTheRightOneMendsIt() throws Exception {
        hsm.addCertificate(pem, "app", "01");

        assertThat(life("pin", hsm.uri("app")))
                .containsSubsequence(
                        "first: the PIN in " + folder.resolve("pin")
                                + " is wrong; correct it before the token locks itself",
                        "at once: the PIN in " + folder.resolve("pin")
                                + " is wrong; correct it before the token locks itself",
                        "later: the PIN in " + folder.resolve("pin")
                                + " is wrong, and is not tried again lest the token locks itself",
                        "mended true");
    }

    @Test
    void aPemFileBesideItSignsWhileTheHsmCannot() throws Exception {
        hsm.addCertificate(pem, "app", "01");

        assertThat(life("fallback", hsm.uri("app"))).contains("by the other true");
    }

    @Test
    @Tag("T-92")
    void whatIsWrongIsToldForWhatItIs() throws Exception {
        assertThat(life("sign", hsm.uri("app"))).contains("refused", "with a certificate beside it");
        hsm.addCertificate(pem, "app", "01");
        assertThat(life("sign", hsm.uri("other"))).contains("refused", "has no such private key");
        assertThat(life("sign", hsm.uri("app").replace("libsofthsm2", "libabsent")))
                .contains("refused", "libabsent.so; install it, or correct module-path");
        assertThat(life("sign", hsm.uri("app").replace("slot-id=" + hsm.slot, "slot-id=4711")))
                .contains("refused", "no slot with that slot-id");
        String wrong = hsm.uri("app");
        hsm.pinFile("not-the-pin");
        assertThat(life("sign", wrong))
                .contains("refused", "is wrong; correct it")
                .doesNotContain("not-the-pin");
    }

    @Test
    @Tag("T-92")
    void aKeyTooShortForGitHubAndACertificateOfAnotherKeyAreRefused() throws Exception {
        hsm.addCertificate(hsm.importKey(Keys.pkcs8(Keys.rsa(1024)), "short", "02"), "short", "02");
        assertThat(life("sign", hsm.uri("short"))).contains("refused", "fewer than 2048 bits");

        Path other = hsm.importKey(Keys.pkcs8(Keys.OTHER), "other", "03");
        hsm.addCertificate(other, "app", "01");
        assertThat(life("sign", hsm.uri("app"))).contains("refused", "belongs to another key");
    }

    private static String name(KeyPair pair) {
        return Keys.app(pair).keys().get(0).fingerprint();
    }

    /** What a process of its own says. */
    private String life(String deed, String uri) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Life.class.getName(),
                deed,
                uri,
                folder.resolve("pin").toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", hsm.configuration().toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** Does one thing with the key and tells. */
    static final class Life {
        private final AtomicLong nanos = new AtomicLong();
        private final HsmUri uri;
        private final Path pinFile;

        private Life(HsmUri uri, Path pinFile) {
            this.uri = uri;
            this.pinFile = pinFile;
        }

        public static void main(String[] arguments) throws Exception {
            try {
                Life life = new Life(HsmUri.parse(arguments[1]), Path.of(arguments[2]));
                switch (arguments[0]) {
                    case "sign" -> sign(arguments[1]);
                    case "lose" -> life.lose();
                    case "pin" -> life.pin();
                    case "fallback" -> life.fallback();
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
            } catch (IllegalArgumentException refused) {
                System.out.println("refused: " + refused.getMessage());
            }
        }

        private static void sign(String text) throws CannotSign {
            AppKey key = AppKey.parse(Secret.of(text), Life::read).get(0);
            HsmUri uri = HsmUri.parse(text);
            System.out.println("name " + key.fingerprint());
            System.out.println("signed by it "
                    + isSigned(key.sign(Jwts.builder().claim("iss", "7")), HsmToken.open(uri, read(uri.pin()))));
            System.out.println(
                    "leaves it " + (HsmToken.open(uri, read(uri.pin())).key().getEncoded() != null));
        }

        private void lose() throws Exception {
            HsmKey key = open();
            logOut();
            System.out.println("after the loss " + signs(key));
        }

        private void pin() throws Exception {
            HsmKey key = open();
            Files.writeString(pinFile, "not-the-pin");
            logOut();
            System.out.println("first: " + refusal(key));
            System.out.println("at once: " + refusal(key));
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            System.out.println("later: " + refusal(key));
            Files.writeString(pinFile, SoftHsm.PIN);
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            System.out.println("mended " + signs(key));
        }

        private void fallback() throws Exception {
            List<AppKey> keys = new ArrayList<>(AppKey.parse(Secret.of(Keys.pkcs1(Keys.OTHER))));
            AppKey inHsm = AppKey.parse(Secret.of(text()), Life::read).get(0);
            keys.add(0, inHsm);
            AppJwt jwt = new AppJwt("7", new KeyRing(keys), java.time.Clock.systemUTC());
            Files.writeString(pinFile, "not-the-pin");
            logOut();
            System.out.println("by the other " + jwt.current().key().equals(keys.get(1)));
        }

        private String text() {
            return "pkcs11:slot-id=" + uri.slot().orElseThrow() + ";object=app?module-path=" + uri.module()
                    + "&pin-source=" + pinFile;
        }

        private HsmKey open() throws CannotSign {
            return HsmKey.open(uri, Life::read, nanos::get);
        }

        /** As after a restart of the HSM: whoever had logged in, is not. */
        private void logOut() throws Exception {
            Provider another = Security.getProvider("SunPKCS11")
                    .configure("--name = another\nlibrary = " + uri.module() + "\nslot = "
                            + uri.slot().orElseThrow() + "\n");
            KeyStore.getInstance("PKCS11", another).load(null, SoftHsm.PIN.toCharArray());
            ((AuthProvider) another).logout();
        }

        private boolean signs(HsmKey key) throws CannotSign {
            String jwt = key.sign(Jwts.builder().claim("iss", "7"));
            return isSigned(jwt, HsmToken.open(uri, read(uri.pin())));
        }

        private static boolean isSigned(String jwt, HsmToken by) {
            return !Jwts.parser()
                    .verifyWith(by.publicHalf())
                    .build()
                    .parseSignedClaims(jwt)
                    .getPayload()
                    .isEmpty();
        }

        private static String refusal(HsmKey key) {
            try {
                key.sign(Jwts.builder().claim("iss", "7"));
                return "signed";
            } catch (CannotSign refused) {
                return refused.why();
            }
        }

        private static Secret read(Path file) {
            try {
                return Secret.of(Files.readString(file).strip());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
