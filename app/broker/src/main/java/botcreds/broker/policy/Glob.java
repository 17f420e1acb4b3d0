package botcreds.broker.policy;

/**
 * Matches whole texts against patterns in which {@code *} is any characters but {@code /}, also none. It goes back to the
 * last star only, so its time is bounded by the product of the two lengths, whatever the pattern.
 */
final class Glob {
    private Glob() {}

    static boolean matches(String pattern, String text) {
        int inPattern = 0;
        int inText = 0;
        int afterStar = -1;
        int starEnd = 0;
        while (inText < text.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                inPattern++;
                afterStar = inPattern;
                starEnd = inText;
            } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == text.charAt(inText)) {
                inPattern++;
                inText++;
            } else if (afterStar >= 0 && text.charAt(starEnd) != '/') {
                starEnd++;
                inPattern = afterStar;
                inText = starEnd;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
            inPattern++;
        }
        return inPattern == pattern.length();
    }
}
