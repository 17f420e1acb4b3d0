package botcreds.broker.policy;

import botcreds.broker.policy.YamlNode.Span;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The bytes of a policy as text: UTF-8 without surprises, of a size that can be read at once. */
final class PolicyText {
    /** Room for 100,000 rules of one line each. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private PolicyText() {}

    /** Returns the text; empty, with an issue, when the bytes are refused. */
    static Optional<String> decode(byte[] bytes, Issues issues) {
        if (bytes.length > MOST_BYTES) {
            issues.error(
                    "too_large",
                    Span.FILE,
                    "The policy has more than " + MOST_BYTES + " bytes (8 MiB), and no more are read; use globs.");
            return Optional.empty();
        }
        if (bytes.length >= 3 && ByteBuffer.wrap(bytes, 0, 3).equals(ByteBuffer.wrap(BYTE_ORDER_MARK))) {
            issues.error(
                    "byte_order_mark",
                    Span.FILE,
                    "The file starts with a byte order mark; save it as UTF-8 without one.");
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return isVisible(text, issues) ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException foreign) {
            issues.error("not_utf8", Span.FILE, "The file is not UTF-8; save it as UTF-8.");
            return Optional.empty();
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** Refuses what an editor does not show or shows elsewhere than a reader sees it. */
    private static boolean isVisible(String text, Issues issues) {
        int line = 1;
        int column = 1;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (isDeceptive(character)) {
                String message = String.format(
                        "The character U+%04X is invisible or changes how the line looks; remove it.", (int) character);
                issues.error("invisible_character", new Span(line, column, at, at + 1), message);
                return false;
            }
            column++;
            if (character == '\n') {
                line++;
                column = 1;
            }
        }
        return true;
    }

    private static boolean isDeceptive(char character) {
        if (character < ' ') {
            return character != '\n' && character != '\r' && character != '\t';
        }
        // U+0085, U+2028 and U+2029 end a line for YAML 1.1 and not for 1.2; the others hide or reorder text.
        return within(character, 0x7F, 0x9F)
                || within(character, 0x200B, 0x200F)
                || within(character, 0x2028, 0x202E)
                || within(character, 0x2060, 0x2069)
                || character == 0xFEFF;
    }

    private static boolean within(char character, int first, int last) {
        return character >= first && character <= last;
    }
}
