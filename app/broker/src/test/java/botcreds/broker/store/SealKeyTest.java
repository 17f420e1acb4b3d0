package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import botcreds.broker.model.Credential;
import botcreds.broker.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealKeyTest {
    @TempDir
    Path directory;

    @Test
    void theKeyIsMadeOnceAndForItsOwnerOnly() throws IOException {
        Path file = directory.resolve("seal.key");
        Secret token = Rows.token();
        Credential credential = Rows.credential(Rows.pending(), token);
        byte[] sealed = SealKeys.readOrCreate(file).first().seal(credential, token);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(SealKeys.readOrCreate(file).first().open(credential, sealed).reveal())
                .isEqualTo(token.reveal());
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        Path file = directory.resolve("seal.key");
        SealKeys.readOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatExceptionOfType(StoreUnavailable.class)
                .isThrownBy(() -> SealKeys.readOrCreate(file))
                .withMessageContaining("chmod 600");
    }

    @Test
    void aFileWithoutAKeyIsNotReplaced() throws IOException {
        Path file = directory.resolve("seal.key");
        SealKeys.readOrCreate(file);
        Files.writeString(file, "c2hvcnQ=");
        assertThatExceptionOfType(StoreUnavailable.class).isThrownBy(() -> SealKeys.readOrCreate(file));
        assertThat(Files.readString(file)).isEqualTo("c2hvcnQ=");
    }

    @Test
    void theSameTokenSealedTwiceLooksDifferent() {
        Secret token = Rows.token();
        Credential credential = Rows.credential(Rows.pending(), token);
        assertThat(Engine.KEY.seal(credential, token)).isNotEqualTo(Engine.KEY.seal(credential, token));
    }

    @Test
    void aKeyHasThirtyTwoBytesAndNoFace() {
        assertThatIllegalArgumentException().isThrownBy(() -> SealKey.of(new byte[16]));
        assertThat(Engine.KEY).hasToString("[REDACTED]");
    }
}
