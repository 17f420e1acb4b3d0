package botcreds.broker.model;

/**
 * Case folding as GitHub compares names: A to Z only. {@code equalsIgnoreCase} would equate the Kelvin sign with k, and
 * {@code toLowerCase} without a locale turns I into a dotless i on a Turkish machine.
 */
public final class AsciiCase {
    private AsciiCase() {}

    /** Returns the text with A to Z lowered and every other character as it was. */
    public static String fold(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (isUpper(text.charAt(at))) {
                return lowered(text, at);
            }
        }
        return text;
    }

    private static String lowered(String text, int firstUpper) {
        char[] characters = text.toCharArray();
        for (int at = firstUpper; at < characters.length; at++) {
            if (isUpper(characters[at])) {
                characters[at] = (char) (characters[at] - 'A' + 'a');
            }
        }
        return new String(characters);
    }

    private static boolean isUpper(char character) {
        return character >= 'A' && character <= 'Z';
    }
}
