package botcreds.broker.policy;

import java.util.List;

/** A text that lines are put into. Offsets are code points; line ends stay what they are. Immutable. */
final class TextLines {
    private final String text;

    TextLines(String text) {
        this.text = text;
    }

    String insert(int at, String added) {
        int index = index(at);
        return text.substring(0, index) + added + text.substring(index);
    }

    /** Puts lines below the one that holds this place; a last line without a line end leaves the new last one without. */
    String insertAfterLine(int at, List<String> added) {
        int lineEnd = index(at);
        while (lineEnd < text.length() && !isBreak(text.charAt(lineEnd))) {
            lineEnd++;
        }
        String lineBreak = breakAt(lineEnd);
        if (lineBreak.isEmpty()) {
            return text + lineBreak() + String.join(lineBreak(), added);
        }
        int next = lineEnd + lineBreak.length();
        return text.substring(0, next) + String.join(lineBreak, added) + lineBreak + text.substring(next);
    }

    String without(int from, int to) {
        return text.substring(0, index(from)) + text.substring(index(to));
    }

    /** Returns the offset behind the last character before this one that is no blank. */
    int skipBlanksBack(int at) {
        int index = index(at);
        int back = at;
        while (index > 0 && (text.charAt(index - 1) == ' ' || text.charAt(index - 1) == '\t')) {
            index--;
            back--;
        }
        return back;
    }

    boolean areOnOneLine(YamlNode.Span span) {
        return text.substring(index(span.start()), index(span.end())).chars().noneMatch(TextLines::isBreak);
    }

    /** Returns how this text ends its first line; a line feed if it has one line only. */
    String lineBreak() {
        for (int at = 0; at < text.length(); at++) {
            if (isBreak(text.charAt(at))) {
                return breakAt(at);
            }
        }
        return "\n";
    }

    private String breakAt(int index) {
        if (index >= text.length()) {
            return "";
        }
        return text.startsWith("\r\n", index) ? "\r\n" : text.substring(index, index + 1);
    }

    private static boolean isBreak(int character) {
        return character == '\n' || character == '\r';
    }

    private int index(int codePoints) {
        return text.offsetByCodePoints(0, codePoints);
    }
}
