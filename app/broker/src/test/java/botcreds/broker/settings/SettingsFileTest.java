package botcreds.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir
    Path folder;

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("botcreds.env"), text);
    }

    @Test
    void linesCommentsAndNothingElse() throws Exception {
        SettingsFile file = SettingsFile.read(written("# for us\n\n  A=1\nB_FILE=/x/y=z \nC=\n"));

        assertThat(file.values()).isEqualTo(Map.of("A", "1", "B_FILE", "/x/y=z", "C", ""));
    }

    @Test
    void whatReadersReadDifferentlyIsRefusedAndNotQuoted() throws IOException {
        Path file = written(
                "A=\"hidden\"\nB='hidden'\nC=$hidden\nD=hid\\den\nE=hidden # why\nexport F=hidden\nA=1\nG =1\n");

        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> SettingsFile.read(file));

        assertThat(bad.problems()).hasSize(7).allMatch(each -> each.startsWith(file + " line "));
        assertThat(bad.getMessage()).doesNotContain("hidden").contains("or put it into a file of its own");
    }

    @Test
    void aNameThatStandsThereTwiceIsRefused() throws IOException {
        Path file = written("A=1\nA=2\n");

        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("line 2: A stands there twice");
    }

    @Test
    void theEnvironmentWinsInBothForms() throws Exception {
        SettingsFile file = SettingsFile.read(written("A=file\nB_FILE=/file\nC=file\nD=file\n"));

        assertThat(file.under(Map.of("A", "env", "B", "env", "C_FILE", "/env", "D", " ")))
                .isEqualTo(Map.of("A", "env", "B", "env", "C_FILE", "/env", "D", "file"));
    }

    @Test
    void anArgumentNamesItOrTheEnvironment() throws Exception {
        Path file = written("A=file\n");

        assertThat(SettingsFile.over(Map.of(), Optional.empty())).isEmpty();
        assertThat(SettingsFile.over(Map.of(), Optional.of(file.toString()))).containsEntry("A", "file");
        assertThat(SettingsFile.over(Map.of("BOTCREDS_SETTINGS", file.toString()), Optional.empty()))
                .containsEntry("A", "file");
    }

    @Test
    void oneThatEverybodyMayWriteIsRefused() throws IOException {
        Path file = written("A=1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void oneThatIsNotThereSaysHowToMakeOne() {
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("none")))
                .hasMessageContaining("setup --settings " + folder.resolve("none"));
    }
}
