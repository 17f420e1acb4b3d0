package botcreds.broker.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A keep-alive connection that sends the same request whenever it is told to, and reads answers with a Content-Length. */
final class LoadConnection {
    private static final int LARGEST_ANSWER = 16 * 1024;

    private final SocketChannel channel;
    private final byte[] request;
    private final ByteBuffer answer = ByteBuffer.allocate(LARGEST_ANSWER);
    private long sent;
    private boolean succeeded;

    LoadConnection(Selector selector, SocketAddress server, byte[] request) throws IOException {
        this.request = request.clone();
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send() {
        try {
            answer.clear();
            sent = System.nanoTime();
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Reads what is there. Returns how many nanoseconds the answer took, or -1 while it is not whole. */
    long read() {
        try {
            if (channel.read(answer) < 0) {
                throw new EOFException("the server closed a connection under load");
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return -1;
        }
        int field = text.toLowerCase(Locale.ROOT).indexOf("content-length:");
        int length = field < 0 || field > head
                ? 0
                : Integer.parseInt(
                        text.substring(field + 15, text.indexOf("\r\n", field)).trim());
        if (answer.position() < head + 4 + length) {
            return -1;
        }
        succeeded = text.startsWith("HTTP/1.1 200");
        return System.nanoTime() - sent;
    }

    /** Whether the last answer was a 200. */
    boolean succeeded() {
        return succeeded;
    }
}
