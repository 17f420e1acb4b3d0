package botcreds.broker.model;

import java.text.Normalizer;

/**
 * Why a bot asks, in its own words. It is shown to humans as unchecked text: characters that could reorder, hide or fake
 * lines are gone, and what is too long is cut visibly.
 *
 * @param text at most 4 lines and 500 code points, NFC
 */
public record Reason(String text) {
    public static final int MOST_CODE_POINTS = 500;
    public static final int MOST_LINES = 4;

    public Reason {
        text = shorten(visible(Normalizer.normalize(text, Normalizer.Form.NFC)));
    }

    private static String visible(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().filter(Reason::isHarmless).forEach(kept::appendCodePoint);
        return kept.toString().strip();
    }

    private static boolean isHarmless(int codePoint) {
        if (codePoint == '\n' || codePoint == '\t') {
            return true;
        }
        // CONTROL: C0 and C1. FORMAT: bidirectional overrides, zero-width characters, tags. SURROGATE: unpaired halves.
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String shorten(String text) {
        String[] lines = text.split("\n", MOST_LINES + 1);
        boolean cut = lines.length > MOST_LINES;
        String kept = cut ? String.join("\n", java.util.Arrays.copyOf(lines, MOST_LINES)) : text;
        if (kept.codePointCount(0, kept.length()) > MOST_CODE_POINTS - (cut ? 1 : 0)) {
            kept = kept.substring(0, kept.offsetByCodePoints(0, MOST_CODE_POINTS - 1));
            cut = true;
        }
        return cut ? kept.stripTrailing() + "…" : kept;
    }

    @Override
    public String toString() {
        return text;
    }
}
