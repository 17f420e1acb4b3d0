package botcreds.broker.setup;

import botcreds.broker.settings.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The broker that these settings may have started, asked at its listener for health. Asked once, within two seconds. */
final class Running {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    private final Optional<String> readiness;

    private Running(Optional<String> readiness) {
        this.readiness = readiness;
    }

    static Running at(Optional<ListenAddress> ops) {
        return new Running(ops.filter(each -> each.port() != 0).flatMap(Running::ask));
    }

    /** What it says of itself, a line for each part; empty when no broker answers. */
    Optional<String> readiness() {
        return readiness;
    }

    /** What it says of one part; empty when no broker answers, or it has nothing to say of that. */
    Optional<String> line(String about) {
        return readiness
                .flatMap(said -> said.lines()
                        .filter(each -> each.startsWith(about + ": "))
                        .findFirst())
                .map(line -> line.substring(about.length() + 2));
    }

    /** Whether a line goes on to say what is wrong; see the root's {@code PolicyKept} and {@code Neighbours} in {@code watch}. */
    static boolean isTroubled(String line) {
        return line.contains("; ");
    }

    private static Optional<String> ask(ListenAddress ops) {
        ListenAddress here = EVERYWHERE.contains(ops.host()) ? new ListenAddress("127.0.0.1", ops.port()) : ops;
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(PATIENCE)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + here + "/readyz?verbose"))
                .timeout(PATIENCE)
                .build();
        try {
            String body = client.send(request, BodyHandlers.ofString()).body();
            return Optional.of(body).filter(text -> text.contains("database: "));
        } catch (IOException nobody) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
