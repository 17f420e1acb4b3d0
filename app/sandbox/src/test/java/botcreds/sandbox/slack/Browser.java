package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A real Chromium, driven through chromedriver's own protocol (<a href="https://www.w3.org/TR/webdriver2/">WebDriver</a>). */
final class Browser implements AutoCloseable {

    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String base;
    private String session = "";

    private Browser(Path driverFile, Path chromium, Path profile, boolean dark) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        driver = new ProcessBuilder(driverFile.toString(), "--port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        base = "http://127.0.0.1:" + port;
        await(() -> ready() ? Optional.of(true) : Optional.empty(), "chromedriver is ready");
        ObjectNode wanted = Json.object();
        ObjectNode options =
                wanted.putObject("capabilities").putObject("alwaysMatch").putObject("goog:chromeOptions");
        options.put("binary", chromium.toString());
        var arguments = options.putArray("args");
        List.of(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile)
                .forEach(arguments::add);
        if (dark) {
            arguments.add("--blink-settings=preferredColorScheme=0");
        }
        session =
                "/session/" + send("POST", "/session", wanted).path("sessionId").asText();
    }

    /** Empty, and said loudly, when this machine has no Chromium. */
    static Optional<Browser> start(Path profile, boolean dark) throws Exception {
        Path chromium = Path.of("/usr/bin/chromium");
        Path driver = Path.of("/usr/bin/chromedriver");
        if (!Files.isExecutable(chromium) || !Files.isExecutable(driver)) {
            System.err.println(
                    "SKIPPED: the page was not tested in a browser; apt-get install chromium chromium-driver");
            return Optional.empty();
        }
        return Optional.of(new Browser(driver, chromium, profile, dark));
    }

    void open(URI url) throws IOException, InterruptedException {
        send("POST", session + "/url", Json.object().put("url", url.toString()));
    }

    void size(int width, int height) throws IOException, InterruptedException {
        ObjectNode metrics = Json.object().put("cmd", "Emulation.setDeviceMetricsOverride");
        metrics.putObject("params")
                .put("width", width)
                .put("height", height)
                .put("deviceScaleFactor", 1)
                .put("mobile", width < 700);
        send("POST", session + "/goog/cdp/execute", metrics);
    }

    /** Clicks as a mouse does: refused when something covers the element. */
    void click(String css) {
        String id = find(css);
        await(
                () -> send("POST", session + "/element/" + id + "/click", Json.object())
                                .path("error")
                                .isMissingNode()
                        ? Optional.of(true)
                        : Optional.empty(),
                "a click on " + css);
    }

    void type(String css, String text) throws IOException, InterruptedException {
        send("POST", session + "/element/" + find(css) + "/value", Json.object().put("text", text));
    }

    /** Gives keys to whatever has the focus. */
    void press(String keys) throws IOException, InterruptedException {
        ObjectNode actions = Json.object();
        ObjectNode keyboard =
                actions.putArray("actions").addObject().put("type", "key").put("id", "keyboard");
        var list = keyboard.putArray("actions");
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            list.addObject().put("type", "keyDown").put("value", key);
            list.addObject().put("type", "keyUp").put("value", key);
        });
        send("POST", session + "/actions", actions);
    }

    String awaitText(String text) {
        return await(
                () -> Optional.of(script("return document.body.innerText").asText())
                        .filter(shown -> shown.contains(text)),
                "the text " + text);
    }

    void awaitTrue(String javascript) {
        await(() -> script("return " + javascript).asBoolean() ? Optional.of(true) : Optional.empty(), javascript);
    }

    JsonNode script(String javascript) throws IOException, InterruptedException {
        ObjectNode body = Json.object().put("script", javascript);
        body.putArray("args");
        return send("POST", session + "/execute/sync", body);
    }

    /** Waits until nothing moves any more, so that two pictures of the same thing are alike. */
    void screenshot(Path file) throws IOException, InterruptedException {
        awaitTrue("document.getAnimations().length === 0");
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                Base64.getDecoder()
                        .decode(send("GET", session + "/screenshot", Json.object())
                                .asText()));
    }

    private String find(String css) {
        return await(
                () -> Optional.of(send(
                                        "POST",
                                        session + "/element",
                                        Json.object()
                                                .put("using", "css selector")
                                                .put("value", css))
                                .path(ELEMENT)
                                .asText())
                        .filter(id -> !id.isEmpty()),
                css);
    }

    private boolean ready() {
        try {
            return send("GET", "/status", Json.object()).path("ready").asBoolean();
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JsonNode send(String method, String path, ObjectNode body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
        request.method(
                method,
                method.equals("POST")
                        ? HttpRequest.BodyPublishers.ofString(body.toString())
                        : HttpRequest.BodyPublishers.noBody());
        String text =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        return Json.readObject(text).orElseThrow(() -> new IOException(text)).path("value");
    }

    private static <T> T await(Attempt<T> attempt, String what) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (System.nanoTime() < end) {
            try {
                Optional<T> result = attempt.get();
                if (result.isPresent()) {
                    return result.get();
                }
                Thread.onSpinWait();
            } catch (IOException broken) {
                throw new UncheckedIOException(what, broken);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(what, interrupted);
            }
        }
        throw new AssertionError("within " + BOUND + " there was no " + what);
    }

    @Override
    public void close() throws IOException {
        try {
            if (!session.isEmpty()) {
                send("DELETE", session, Json.object());
            }
            driver.destroy();
            driver.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Attempt<T> {
        Optional<T> get() throws IOException, InterruptedException;
    }
}
