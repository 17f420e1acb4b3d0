package botcreds.broker.model;

import java.text.Normalizer;

/**
 * Text by others, made fit to be shown: NFC, without the characters that reorder, hide or fake lines, and cut where it is
 * too long so that one sees it. It is still text: where markup is possible, it must be escaped.
 */
public final class Visible {
    private static final String NOTHING = "(empty)";

    private Visible() {}

    /** Returns one line of 1 to {@code most} UTF-16 units; {@code most} is 40 or more. */
    public static String line(String text, int most) {
        return shorten(cleaned(text, false), most);
    }

    /** The same with its line breaks. */
    public static String lines(String text, int most) {
        return shorten(cleaned(text, true), most);
    }

    private static String cleaned(String text, boolean breaks) {
        StringBuilder kept = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(each -> {
            if (each == '\n' || each == '\t') {
                kept.append(breaks && each == '\n' ? '\n' : ' ');
            } else if (isHarmless(each)) {
                kept.appendCodePoint(each);
            }
        });
        String stripped = kept.toString().strip();
        return stripped.isEmpty() ? NOTHING : stripped;
    }

    private static boolean isHarmless(int codePoint) {
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

    private static String shorten(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int keep = most - "… (cut, 1234567 more)".length();
        if (Character.isHighSurrogate(text.charAt(keep - 1))) {
            keep--;
        }
        return text.substring(0, keep) + "… (cut, " + (text.length() - keep) + " more)";
    }
}
