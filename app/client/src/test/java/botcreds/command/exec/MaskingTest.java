package botcreds.command.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private static final String TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
    private static final String BASIC =
            Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    private static final String TEXT = "a ghs ghs_ gghs_" + TOKEN.substring(4) + "\nurl=https://x:" + TOKEN
            + "@github.com/é\n" + "Authorization: Basic " + BASIC + "\nend gh";

    /** Writes in pieces of this length. */
    private static String masked(int piece) throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        try (Masking masking = new Masking(shown)) {
            for (int at = 0; at < bytes.length; at += piece) {
                masking.write(bytes, at, Math.min(piece, bytes.length - at));
            }
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tokensAreHiddenWhereverWritesAreSplitAndNothingElseIs() throws IOException {
        for (int piece = 1; piece <= TEXT.length(); piece++) {
            assertThat(masked(piece))
                    .isEqualTo("a ghs ghs_ gghs_****\nurl=https://x:ghs_****@github.com/é\n"
                            + "Authorization: Basic eC1hY2Nlc3MtdG9rZW46****\nend gh");
        }
    }
}
