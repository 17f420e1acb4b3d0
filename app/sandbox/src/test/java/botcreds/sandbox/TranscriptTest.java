package botcreds.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TranscriptTest {
    @Test
    void aTokenIsShownByItsEndsOnly() {
        assertThat(Transcript.masked("ghs_abcdefghijklmnopqrstuvwxyz012345"))
                .isEqualTo("ghs_...2345 (36 characters, hidden here)");
    }

    @Test
    void nothingOfAShortSecretIsShown() {
        assertThat(Transcript.masked("ghs_abcdefghijk")).isEqualTo("(hidden)");
    }
}
