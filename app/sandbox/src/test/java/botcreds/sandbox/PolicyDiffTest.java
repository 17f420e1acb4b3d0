package botcreds.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolicyDiffTest {
    private static final String BEFORE = "bots:\n  demo-bot:\n    auto_approve:\n      - a\ndefaults: {}\n";

    @Test
    void theDiffShowsTheNewLineBetweenItsNeighbours() {
        PolicyDiff diff = new PolicyDiff(BEFORE, BEFORE.replace("- a\n", "- a\n      - b\n"));
        assertThat(diff.unified()).isEqualTo("""
                --- policy.yaml before
                +++ policy.yaml now
                @@ -3,3 +3,4 @@
                     auto_approve:
                       - a
                +      - b
                 defaults: {}
                """);
        assertThat(diff.addsOneLine()).isTrue();
    }

    @Test
    void nothingChangedIsNoDiff() {
        PolicyDiff diff = new PolicyDiff(BEFORE, BEFORE);
        assertThat(diff.unified()).isEmpty();
        assertThat(diff.addsOneLine()).isFalse();
    }

    @Test
    void oneLineMoreIsNotEnoughWhenAnotherLineChanged() {
        String after = BEFORE.replace("- a\n", "- a\n      - b\n").replace("demo-bot", "other-bot");
        assertThat(new PolicyDiff(BEFORE, after).addsOneLine()).isFalse();
    }

    @Test
    void aLineAtTheVeryEndCountsToo() {
        assertThat(new PolicyDiff(BEFORE, BEFORE + "more: 1\n").addsOneLine()).isTrue();
    }
}
