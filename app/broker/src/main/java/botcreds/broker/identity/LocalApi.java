package botcreds.broker.identity;

import botcreds.broker.identity.Connection.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * HTTP to tailscaled over its unix socket, which the JDK's clients cannot speak: one request, one answer, one connection, by
 * HTTP 1.0 so that the answer ends with the connection. Thread-safe.
 */
final class LocalApi {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_BYTES = 256 * 1024;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Path socket;

    LocalApi(Path socket) {
        this.socket = socket;
    }

    /**
     * Returns the body of a 200; empty when the address belongs to nobody.
     *
     * @throws IOException if it is not there, is slow, or does not let us ask
     */
    Optional<byte[]> whois(End peer) throws IOException {
        String address = peer.address().contains(":") ? "[" + peer.address() + "]" : peer.address();
        byte[] answer = exchange("GET /localapi/v0/whois?addr=" + address + ":" + peer.port()
                + " HTTP/1.0\r\nHost: local-tailscaled.sock\r\n\r\n");
        String head = new String(answer, 0, Math.min(answer.length, 12), StandardCharsets.US_ASCII);
        if (head.endsWith(" 404")) {
            return Optional.empty();
        }
        if (!head.startsWith("HTTP/1.") || !head.endsWith(" 200")) {
            throw new IOException("it answers " + head.replaceAll("[^ -~]", "?"));
        }
        return Optional.of(body(answer));
    }

    private byte[] exchange(String request) throws IOException {
        long until = System.nanoTime() + LONGEST_NANOS;
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Before connecting, which would wait for ever on a tailscaled that takes no more connections.
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException("it takes no more connections");
            }
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                await(selector, until);
                channel.write(out);
            }
            key.interestOps(SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.allocate(8192);
            while (channel.read(in) >= 0) {
                answer.write(in.array(), 0, in.position());
                in.clear();
                if (answer.size() > MOST_BYTES) {
                    throw new IOException("its answer does not end");
                }
                await(selector, until);
            }
            return answer.toByteArray();
        }
    }

    private static void await(Selector selector, long until) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException("it took longer than a second");
        }
        selector.selectedKeys().clear();
    }

    private static byte[] body(byte[] answer) throws IOException {
        for (int at = 0; at + END_OF_HEAD.length <= answer.length; at++) {
            if (Arrays.equals(answer, at, at + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return Arrays.copyOfRange(answer, at + END_OF_HEAD.length, answer.length);
            }
        }
        throw new IOException("its answer has no end of the header");
    }
}
