package botcreds.broker.notify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of callbacks on loopback that may misbehave in any way. */
public final class Receiver implements AutoCloseable {
    /** What to do with a connection, once its call was read. */
    public interface Manner {
        void answer(Socket socket) throws Exception;
    }

    /** A call as it came; the names of headers in lower case. */
    public record Call(String line, Map<String, List<String>> headers, String body) {}

    public final List<Call> calls = new CopyOnWriteArrayList<>();
    public volatile Manner manner = status("204 No Content");
    private final ServerSocket door;

    public Receiver() {
        this(onLoopback());
    }

    /** The same behind a door of the test's own. */
    Receiver(ServerSocket door) {
        this.door = door;
        Thread doorman = new Thread(this::serve, "receiver");
        doorman.setDaemon(true);
        doorman.start();
    }

    static ServerSocket onLoopback() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    public static Manner status(String statusAndHeaders) {
        return socket -> socket.getOutputStream()
                .write(("HTTP/1.1 " + statusAndHeaders + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    public String host() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    public String url() {
        return "http://" + host() + "/hook?x=1";
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                Thread clerk = new Thread(() -> take(socket), "receiver-call");
                clerk.setDaemon(true);
                clerk.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void take(Socket socket) {
        try (socket) {
            calls.add(read(socket));
            manner.answer(socket);
        } catch (Exception theCallerLeft) {
            Thread.onSpinWait();
        }
    }

    private static Call read(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("no call came");
            }
            head.append((char) next);
        }
        String[] lines = head.toString().split("\r\n");
        Map<String, List<String>> headers = new HashMap<>();
        for (int line = 1; line < lines.length; line++) {
            String[] parts = lines[line].split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), List.of(parts[1]));
        }
        int length = Integer.parseInt(headers.get("content-length").get(0));
        String body = new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
        return new Call(lines[0], headers, body);
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException alreadyClosed) {
            throw new UncheckedIOException(alreadyClosed);
        }
    }
}
