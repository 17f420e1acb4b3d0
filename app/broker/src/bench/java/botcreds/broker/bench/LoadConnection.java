package botcreds.broker.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A keep-alive connection that sends the same request whenever it is told to, and reads answers with a Content-Length. */
final class LoadConnection {
    private static final int LARGEST_ANSWER = 16 * 1024;
    private static final int LARGEST_HEAD = 1024;
    private static final String LENGTH = "Content-Length:";

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
        // Only the head is looked at as text: what the load itself costs is taken from the broker's two cores.
        String text = new String(answer.array(), 0, Math.min(answer.position(), LARGEST_HEAD), ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return -1;
        }
        int length = length(text, head);
        if (answer.position() < head + 4 + length) {
            return -1;
        }
        succeeded = text.startsWith("HTTP/1.1 200");
        return System.nanoTime() - sent;
    }

    private static int length(String text, int head) {
        for (int line = text.indexOf("\r\n"); line < head; line = text.indexOf("\r\n", line + 2)) {
            if (text.regionMatches(true, line + 2, LENGTH, 0, LENGTH.length())) {
                int value = line + 2 + LENGTH.length();
                return Integer.parseInt(text.substring(value, text.indexOf("\r\n", value)).trim());
            }
        }
        return 0;
    }

    /** Whether the last answer was a 200. */
    boolean succeeded() {
        return succeeded;
    }
}
