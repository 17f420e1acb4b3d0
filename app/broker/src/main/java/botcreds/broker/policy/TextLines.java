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
        int lineEnd = lineEnd(index(at));
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

    /** Returns the line that holds this place, without its end. */
    String lineOf(int at) {
        int index = index(at);
        return text.substring(lineStart(index), lineEnd(index));
    }

    /** Takes the line that holds this place out; where it is the last and has no end, the end of the one before goes. */
    String withoutLineOf(int at) {
        int index = index(at);
        int start = lineStart(index);
        int end = lineEnd(index);
        String lineBreak = breakAt(end);
        if (lineBreak.isEmpty() && start > 0) {
            int before = text.startsWith("\r\n", start - 2) ? start - 2 : start - 1;
            return text.substring(0, before);
        }
        return text.substring(0, start) + text.substring(end + lineBreak.length());
    }

    boolean startsWith(int at, String expected) {
        return text.startsWith(expected, index(at));
    }

    /** Returns the offset behind one line end and the blanks after it; the same offset where no line ends. */
    int skipBlanksAndBreak(int at) {
        int index = index(at);
        String lineBreak = breakAt(index);
        if (lineBreak.isEmpty() || !isBreak(lineBreak.charAt(0))) {
            return at;
        }
        int next = index + lineBreak.length();
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        return at + next - index;
    }

    private int lineStart(int index) {
        int start = index;
        while (start > 0 && !isBreak(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private int lineEnd(int index) {
        int end = index;
        while (end < text.length() && !isBreak(text.charAt(end))) {
            end++;
        }
        return end;
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
