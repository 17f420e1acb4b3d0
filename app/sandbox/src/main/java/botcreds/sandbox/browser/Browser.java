package botcreds.sandbox.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A real Chromium, driven through chromedriver's own protocol (<a href="https://www.w3.org/TR/webdriver2/">WebDriver</a>). */
public final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
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
        ObjectNode wanted = JSON.createObjectNode();
        ObjectNode must = wanted.putObject("capabilities").putObject("alwaysMatch");
        must.putObject("goog:loggingPrefs").put("browser", "ALL");
        ObjectNode options = must.putObject("goog:chromeOptions");
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
    public static Optional<Browser> start(Path profile, boolean dark) throws Exception {
        Path chromium = Path.of("/usr/bin/chromium");
        Path driver = Path.of("/usr/bin/chromedriver");
        if (!Files.isExecutable(chromium) || !Files.isExecutable(driver)) {
            System.err.println(
                    "SKIPPED: the page was not tested in a browser; apt-get install chromium chromium-driver");
            return Optional.empty();
        }
        return Optional.of(new Browser(driver, chromium, profile, dark));
    }

    public void open(URI url) throws IOException, InterruptedException {
        send("POST", session + "/url", JSON.createObjectNode().put("url", url.toString()));
    }

    public void size(int width, int height) throws IOException, InterruptedException {
        ObjectNode metrics = JSON.createObjectNode().put("cmd", "Emulation.setDeviceMetricsOverride");
        metrics.putObject("params")
                .put("width", width)
                .put("height", height)
                .put("deviceScaleFactor", 1)
                .put("mobile", width < 700);
        send("POST", session + "/goog/cdp/execute", metrics);
    }

    /** Clicks as a mouse does: refused when something covers the element. */
    public void click(String css) {
        String id = find(css);
        await(
                () -> send("POST", session + "/element/" + id + "/click", JSON.createObjectNode())
                                .path("error")
                                .isMissingNode()
                        ? Optional.of(true)
                        : Optional.empty(),
                "a click on " + css);
    }

    public void type(String css, String text) throws IOException, InterruptedException {
        send(
                "POST",
                session + "/element/" + find(css) + "/value",
                JSON.createObjectNode().put("text", text));
    }

    /** What the console has said since it was last asked: violations of the page's own policy, errors, warnings. */
    public List<String> complaints() throws IOException, InterruptedException {
        List<String> messages = new ArrayList<>();
        send("POST", session + "/se/log", JSON.createObjectNode().put("type", "browser"))
                .forEach(entry -> messages.add(entry.path("message").asText()));
        return messages;
    }

    /** Gives keys to whatever has the focus. */
    public void press(String keys) throws IOException, InterruptedException {
        ObjectNode actions = JSON.createObjectNode();
        ObjectNode keyboard =
                actions.putArray("actions").addObject().put("type", "key").put("id", "keyboard");
        var list = keyboard.putArray("actions");
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            list.addObject().put("type", "keyDown").put("value", key);
            list.addObject().put("type", "keyUp").put("value", key);
        });
        send("POST", session + "/actions", actions);
    }

    public String awaitText(String text) {
        return await(
                () -> Optional.of(script("return document.body.innerText").asText())
                        .filter(shown -> shown.contains(text)),
                "the text " + text);
    }

    public void awaitTrue(String javascript) {
        await(() -> script("return " + javascript).asBoolean() ? Optional.of(true) : Optional.empty(), javascript);
    }

    public JsonNode script(String javascript) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("script", javascript);
        body.putArray("args");
        return send("POST", session + "/execute/sync", body);
    }

    /** Waits until nothing moves any more, so that two pictures of the same thing are alike. */
    public void screenshot(Path file) throws IOException, InterruptedException {
        awaitTrue("document.getAnimations().length === 0");
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                Base64.getDecoder()
                        .decode(send("GET", session + "/screenshot", JSON.createObjectNode())
                                .asText()));
    }

    private String find(String css) {
        return await(
                () -> Optional.of(send(
                                        "POST",
                                        session + "/element",
                                        JSON.createObjectNode()
                                                .put("using", "css selector")
                                                .put("value", css))
                                .path(ELEMENT)
                                .asText())
                        .filter(id -> !id.isEmpty()),
                css);
    }

    private boolean ready() {
        try {
            return send("GET", "/status", JSON.createObjectNode()).path("ready").asBoolean();
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
        return JSON.readTree(text).path("value");
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
                send("DELETE", session, JSON.createObjectNode());
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
