package botcreds.command.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Passes bytes on and hides what follows the beginning of a GitHub token. It knows tokens by how they begin and not by their
 * text: those that git and gh fetch later are hidden as well, and because a beginning is no secret nothing is held back,
 * wherever writes are split. Not thread-safe.
 */
final class Masking extends OutputStream {
    /** The last one is base64 of {@code x-access-token:}, as it stands in an Authorization header. */
    private static final List<byte[]> BEGINNINGS = List.of(
            bytes("ghs_"),
            bytes("gho_"),
            bytes("ghu_"),
            bytes("ghp_"),
            bytes("ghr_"),
            bytes("github_pat_"),
            bytes("bcb_"),
            bytes("eC1hY2Nlc3MtdG9rZW46"));

    private static final byte[] STARS = bytes("****");

    private final OutputStream out;
    private final int[] matched = new int[BEGINNINGS.size()];
    private boolean hiding;
    private boolean starred;

    Masking(OutputStream out) {
        this.out = out;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream(length + STARS.length);
        for (int at = offset; at < offset + length; at++) {
            take(source[at], shown);
        }
        shown.writeTo(out);
        out.flush();
    }

    private void take(byte next, ByteArrayOutputStream shown) {
        if (hiding) {
            if (isOfToken(next)) {
                if (!starred) {
                    shown.writeBytes(STARS);
                    starred = true;
                }
                return;
            }
            hiding = false;
        }
        shown.write(next);
        for (int which = 0; which < matched.length; which++) {
            advance(which, next);
        }
    }

    /** No beginning has a proper prefix that is also a suffix of what came before it, but for its first character. */
    private void advance(int which, byte next) {
        byte[] beginning = BEGINNINGS.get(which);
        if (next == beginning[matched[which]]) {
            matched[which]++;
        } else {
            matched[which] = next == beginning[0] ? 1 : 0;
        }
        if (matched[which] == beginning.length) {
            matched[which] = 0;
            hiding = true;
            starred = false;
        }
    }

    /** GitHub's tokens may be signed ones, with dots and dashes; base64 has {@code + / =} besides. */
    private static boolean isOfToken(byte next) {
        return (next >= '0' && next <= '9')
                || (next >= 'A' && next <= 'Z')
                || (next >= 'a' && next <= 'z')
                || next == '_'
                || next == '-'
                || next == '.'
                || next == '+'
                || next == '/'
                || next == '=';
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
