package botcreds.broker.setup;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A page on this machine that posts the App's manifest to GitHub, and to which GitHub sends the browser back. Its address is
 * a secret of whoever started it, and what comes back must bring the state that went out: otherwise another user of this
 * machine, or any web page, could hand us an App of their own. One code is taken. Thread-safe.
 */
final class ManifestPage implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int RANDOM_BITS = 160;

    private final SecureRandom random = new SecureRandom();
    private final String place = "/" + unguessable();
    private final String state = unguessable();
    private final CompletableFuture<String> code = new CompletableFuture<>();
    private final HttpServer server;
    private final AppManifest manifest;
    private final URI createAt;

    private ManifestPage(HttpServer server, AppManifest manifest, URI createAt) {
        this.server = server;
        this.manifest = manifest;
        this.createAt = createAt;
    }

    /**
     * @param port     0 takes any free one
     * @param createAt GitHub's page for new Apps
     */
    static ManifestPage open(int port, AppManifest manifest, URI createAt) throws Stopped {
        try {
            InetSocketAddress here = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            ManifestPage page = new ManifestPage(HttpServer.create(here, 0), manifest, createAt);
            page.server.createContext("/", page::answer);
            page.server.start();
            return page;
        } catch (IOException taken) {
            throw new Stopped("Port " + port + " on " + HOST + " is taken; name another one with --page-port.");
        }
    }

    /** What to open in the browser. */
    URI address() {
        return URI.create("http://" + HOST + ":" + port() + place);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Waits for the code; empty when nobody came back in time. */
    Optional<String> awaitCode(Duration longest) throws Stopped {
        try {
            return Optional.of(code.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Stopped("Interrupted while waiting for GitHub.");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            // A page of another name that resolves to this machine is not ours.
            String host = exchange.getRequestHeaders().getFirst("Host");
            boolean here = (HOST + ":" + port()).equals(host) || ("localhost:" + port()).equals(host);
            if (!here || !exchange.getRequestMethod().equals("GET")) {
                send(exchange, 404, "Nothing is here", "");
            } else if (path.equals(place)) {
                send(exchange, 200, "To GitHub", form());
            } else if (path.equals(place + "/back")) {
                takeBack(exchange);
            } else {
                send(exchange, 404, "Nothing is here", "");
            }
        }
    }

    private void takeBack(HttpExchange exchange) throws IOException {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        String came = parameter(query, "code");
        if (!isState(parameter(query, "state"))) {
            send(
                    exchange,
                    400,
                    "This did not come from the page that was opened here",
                    "<p>Nothing was taken from it. Open" + " the address in the terminal once more.</p>");
        } else if (came.isEmpty()) {
            send(exchange, 400, "GitHub sent no code", "<p>Open the address in the terminal once more.</p>");
        } else if (code.complete(came)) {
            send(exchange, 200, "The App is made", "<p>Go on in the terminal. You may close this page.</p>");
        } else {
            send(exchange, 409, "An App was taken already", "<p>Go on in the terminal.</p>");
        }
    }

    private boolean isState(String came) {
        return MessageDigest.isEqual(came.getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
    }

    private String form() {
        String action = createAt + "?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8);
        return "<p>GitHub asks for the App's name and makes it. If GitHub wanted you to sign in first, come back here and"
                + " press the button.</p><form id=\"form\" method=\"post\" action=\"" + escape(action) + "\">"
                + "<input type=\"hidden\" name=\"manifest\" value=\""
                + escape(manifest.json(URI.create(address() + "/back"))) + "\">"
                + "<button>Create the App at GitHub</button></form>"
                + "<script nonce=\"NONCE\">document.getElementById('form').submit()</script>";
    }

    private void send(HttpExchange exchange, int status, String title, String body) throws IOException {
        String nonce = unguessable();
        String html = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\""
                + " content=\"width=device-width\"><title>" + title
                + "</title><style nonce=\"NONCE\">body{font:1rem/1.5"
                + " system-ui,sans-serif;max-width:36em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.5em 1em}"
                + "</style><h1>" + title + "</h1>" + body;
        byte[] bytes = html.replace("\"NONCE\"", "\"" + nonce + "\"").getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "text/html; charset=utf-8");
        headers.set("Cache-Control", "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set(
                "Content-Security-Policy",
                // Any https: GitHub may send the form on to a company's sign-in page.
                "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'nonce-" + nonce
                        + "'; style-src 'nonce-" + nonce + "'; form-action https: " + createAt.getScheme() + "://"
                        + createAt.getRawAuthority());
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private String unguessable() {
        return new BigInteger(RANDOM_BITS, random).toString(Character.MAX_RADIX);
    }

    /** Lets an answer under way finish. */
    @Override
    public void close() {
        server.stop(1);
    }
}
