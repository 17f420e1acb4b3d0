package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "myorg/*, myorg/a, true",
        "myorg/*, myorg/, true",
        "myorg/*, myorg/a/b, false",
        "myorg/*, myorgs/a, false",
        "*, myorg/a, false",
        "*/*, myorg/a, true",
        "m*g/*a, myorg/aba, true",
        "m*g/*a, myorg/abab, false",
        "a*b*c, axbxbxc, true",
        "a**c, abc, true",
        "o/a, o/ab, false",
        "o/ab, o/a, false"
    })
    void aStarIsAnythingButASlash(String pattern, String text, boolean matches) {
        assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void aMillionRandomCasesAgreeWithTheObviousMatcher() {
        Random random = new Random(20261122);
        for (int round = 0; round < 1_000_000; round++) {
            String pattern = text(random, "ab/*", 7);
            String text = text(random, "ab/", 8);
            if (Glob.matches(pattern, text) != obvious(pattern, 0, text, 0)) {
                assertThat(pattern + " against " + text).isEqualTo("the same answer twice");
            }
        }
    }

    @Test
    @Tag("T-56")
    void manyStarsTakeNoMoreStepsThanTheProductOfTheLengths() {
        String pattern = "a/" + "*a".repeat(98) + "b";
        String name = "a/" + "a".repeat(100);

        // A matcher that tries every way would not come back from this before the sun has gone cold.
        for (int round = 0; round < 1_000; round++) {
            assertThat(Glob.matches(pattern, name)).isFalse();
        }
        assertThat(RepositoryPattern.parse(pattern, Policies.HOST, fault -> {})).isPresent();
        assertThat(RepositoryPattern.parse("a/" + "*".repeat(199), Policies.HOST, fault -> {}))
                .isEmpty();
    }

    private static String text(Random random, String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(longest + 1);
        for (int at = 0; at < length; at++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** Word for word what the manual says, in whatever time it takes. */
    private static boolean obvious(String pattern, int inPattern, String text, int inText) {
        if (inPattern == pattern.length()) {
            return inText == text.length();
        }
        if (pattern.charAt(inPattern) == '*') {
            return obvious(pattern, inPattern + 1, text, inText)
                    || (inText < text.length()
                            && text.charAt(inText) != '/'
                            && obvious(pattern, inPattern, text, inText + 1));
        }
        return inText < text.length()
                && pattern.charAt(inPattern) == text.charAt(inText)
                && obvious(pattern, inPattern + 1, text, inText + 1);
    }
}
