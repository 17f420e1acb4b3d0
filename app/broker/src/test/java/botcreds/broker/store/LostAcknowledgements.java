package botcreds.broker.store;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A way to PostgreSQL that passes everything, until it is told to lose one transaction at a certain point and the connection
 * with it. It reads the messages of PostgreSQL's protocol, version 3, of which it needs only their frames and a few types.
 */
public final class LostAcknowledgements implements AutoCloseable {
    /** What does not arrive. */
    public enum Lost {
        /** The rows: nothing is kept, and the broker knows that. */
        WORK,
        /** The commit: nothing is kept, and the broker cannot know. */
        COMMIT,
        /** The server's answer to the commit: all is kept, and the broker cannot know. */
        ANSWER
    }

    /** @param word stands in a row that the transaction inserts */
    private record Order(Lost what, String word) {}

    private final ServerSocket door;
    private final URI server;
    private final AtomicReference<@Nullable Order> order = new AtomicReference<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();

    public LostAcknowledgements(String jdbcUrl) {
        server = URI.create(jdbcUrl.substring("jdbc:".length()));
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        start(this::accept);
    }

    /** The same database by this way. Without TLS, which nobody could read. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + server.getPath() + "?" + server.getQuery()
                + "&sslmode=disable";
    }

    /** Loses the next transaction that inserts this word. */
    public void loseNext(Lost what, String word) {
        order.set(new Order(what, word));
    }

    /** How many were lost so far. */
    public int lost() {
        return lost.get();
    }

    @Override
    public void close() throws IOException {
        door.close();
        lines.forEach(Line::cut);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            Line line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), server.getPort()));
            lines.add(line);
            start(line::up);
            start(line::down);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException oneEndHasClosed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, and the transaction that is open on it. */
    private final class Line {
        private final Socket client;
        private final Socket database;
        private final Set<String> commits = ConcurrentHashMap.newKeySet();
        private volatile boolean marked;
        private volatile boolean inserted;

        Line(Socket client, Socket database) throws IOException {
            this.client = client;
            this.database = database;
            client.setTcpNoDelay(true);
            database.setTcpNoDelay(true);
        }

        void up() throws IOException {
            try (DataInputStream from = new DataInputStream(client.getInputStream());
                    DataOutputStream to = new DataOutputStream(database.getOutputStream())) {
                pass(to, -1, from.readNBytes(from.readInt() - Integer.BYTES));
                while (true) {
                    int type = from.readUnsignedByte();
                    byte[] body = from.readNBytes(from.readInt() - Integer.BYTES);
                    String text = new String(body, StandardCharsets.ISO_8859_1);
                    Order now = order.get();
                    marked |= type == 'B' && now != null && text.contains(now.word());
                    boolean commits = isCommit(type, text);
                    if (loses(Lost.WORK) || (commits && inserted && loses(Lost.COMMIT))) {
                        return;
                    }
                    pass(to, type, body);
                }
            } finally {
                cut();
            }
        }

        void down() throws IOException {
            try (DataInputStream from = new DataInputStream(database.getInputStream());
                    DataOutputStream to = new DataOutputStream(client.getOutputStream())) {
                while (true) {
                    int type = from.readUnsignedByte();
                    byte[] body = from.readNBytes(from.readInt() - Integer.BYTES);
                    String done = type == 'C' ? new String(body, StandardCharsets.ISO_8859_1) : "";
                    inserted |= done.startsWith("INSERT");
                    if (done.startsWith("COMMIT") && inserted && loses(Lost.ANSWER)) {
                        return;
                    }
                    if (done.startsWith("COMMIT") || done.startsWith("ROLLBACK")) {
                        marked = false;
                        inserted = false;
                    }
                    pass(to, type, body);
                }
            } finally {
                cut();
            }
        }

        private boolean loses(Lost what) {
            Order now = order.get();
            boolean mine = marked && now != null && now.what() == what && order.compareAndSet(now, null);
            if (mine) {
                lost.incrementAndGet();
            }
            return mine;
        }

        /** A driver sends the text once and afterwards only the name that it gave it. */
        private boolean isCommit(int type, String text) {
            String[] words = text.split("\0", 3);
            if (type == 'P' && words[1].equals("COMMIT")) {
                commits.add(words[0]);
            } else if (type == 'P') {
                commits.remove(words[0]);
            }
            return type == 'B' && commits.contains(words[1]);
        }

        private void pass(DataOutputStream to, int type, byte[] body) throws IOException {
            byte[] frame = new byte[(type < 0 ? 0 : 1) + Integer.BYTES + body.length];
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(frame);
            if (type >= 0) {
                buffer.put((byte) type);
            }
            buffer.putInt(Integer.BYTES + body.length).put(body);
            to.write(frame);
        }

        void cut() {
            lines.remove(this);
            try (client;
                    database) {
                marked = false;
            } catch (IOException alreadyCut) {
                return;
            }
        }
    }
}
