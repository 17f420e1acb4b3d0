package botcreds.sandbox.tailnet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code whois} of tailscaled's LocalAPI over a unix socket, with its checks of the Host header and of the address, for
 * nodes that a test makes up. Thread-safe.
 */
public final class SandboxTailnet implements AutoCloseable {
    private static final Pattern WHOIS = Pattern.compile("GET /localapi/v0/whois\\?addr=(\\S+):(\\d+) HTTP/1\\.[01]");

    /** What goes wrong with every question from now on. */
    public enum Fault {
        NONE,
        FORBIDDEN,
        NOT_JSON,
        ENDLESS,
        SILENT
    }

    private final ServerSocketChannel server;
    private final Path socket;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;

    private SandboxTailnet(ServerSocketChannel server, Path socket) {
        this.server = server;
        this.socket = socket;
    }

    /** Listens on this socket; the path must be short, as unix wants it. */
    public static SandboxTailnet start(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        SandboxTailnet tailnet = new SandboxTailnet(server, socket);
        Thread thread = new Thread(tailnet::serve, "sandbox-tailnet");
        thread.setDaemon(true);
        thread.start();
        return tailnet;
    }

    public Path socket() {
        return socket;
    }

    /** Gives the node's address to it, in the place of whoever had it. */
    public SandboxTailnet node(Node node) {
        nodes.put(canonical(node.address()), node);
        return this;
    }

    public void fault(Fault next) {
        fault = next;
    }

    /** The addresses with ports that were asked for, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }

    private void serve() {
        while (server.isOpen()) {
            serveOne();
        }
    }

    /** A caller that went away is no reason to stop, and a closed server ends the loop. */
    private void serveOne() {
        try (SocketChannel channel = server.accept()) {
            answer(channel);
        } catch (IOException goneOrClosed) {
            return;
        }
    }

    private void answer(SocketChannel channel) throws IOException {
        String request = head(channel);
        Matcher whois = WHOIS.matcher(request.lines().findFirst().orElse(""));
        if (fault == Fault.SILENT) {
            // Until the other side has had enough.
            channel.read(ByteBuffer.allocate(1));
        } else if (fault == Fault.FORBIDDEN || !request.contains("\r\nHost: local-tailscaled.sock\r\n")) {
            send(channel, "403 Forbidden", "access denied");
        } else if (!whois.find()) {
            send(channel, "404 Not Found", "unknown handler");
        } else {
            whois(channel, whois.group(1).replaceAll("[\\[\\]]", ""), whois.group(2));
        }
    }

    private void whois(SocketChannel channel, String address, String port) throws IOException {
        asked.add(address + ":" + port);
        Node node = nodes.get(canonical(address));
        if (fault == Fault.ENDLESS) {
            send(channel, "200 OK", "x".repeat(1 << 20));
        } else if (fault == Fault.NOT_JSON) {
            send(channel, "200 OK", "<html>");
        } else if (node == null) {
            send(channel, "404 Not Found", "no match for IP:port");
        } else {
            send(channel, "200 OK", node.whois());
        }
    }

    private static String canonical(String address) {
        try {
            return InetAddress.getByName(address).getHostAddress();
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }

    private static String head(SocketChannel channel) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        while (head.indexOf("\r\n\r\n") < 0 && channel.read(bytes) >= 0) {
            head.append(US_ASCII.decode(bytes.flip()));
            bytes.clear();
        }
        return head.toString();
    }

    private static void send(SocketChannel channel, String status, String body) throws IOException {
        ByteBuffer answer = ByteBuffer.wrap(("HTTP/1.0 " + status
                        + "\r\nContent-Type: application/json\r\nTailscale-Version: 1.92.1\r\n\r\n" + body)
                .getBytes(UTF_8));
        while (answer.hasRemaining()) {
            channel.write(answer);
        }
    }
}
