package botcreds.broker.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Somebody who looks: at the log over the API, and at the dashboard in a browser that is signed in. One look at a time. */
final class Reader {
    private static final int LOOKS = 300;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String api;
    private final String admin;
    private final String dashboard;
    private final String cookie;

    private Reader(String api, String admin, String dashboard, String cookie) {
        this.api = api;
        this.admin = admin;
        this.dashboard = dashboard;
        this.cookie = cookie;
    }

    /** @param admin the token of the administrator, who may see everything */
    static Reader signIn(String api, String admin) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> made = client.send(
                HttpRequest.newBuilder(URI.create(api + "/v1/dashboard"))
                        .header("Authorization", "Bearer " + admin)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String link = new ObjectMapper().readTree(made.body()).path("url").asText();
        int path = link.indexOf("/sign-in/");
        if (path < 0) {
            throw new IOException("no link to the dashboard: " + made.statusCode());
        }
        String dashboard = link.substring(0, path);
        HttpResponse<String> signedIn = client.send(
                HttpRequest.newBuilder(URI.create(dashboard + "/sign-in"))
                        .header("Origin", dashboard)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("link=" + link.substring(path + "/sign-in/".length())))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String cookie = signedIn.headers()
                .firstValue("Set-Cookie")
                .orElseThrow(() -> new IOException("the dashboard signed nobody in: " + signedIn.statusCode()));
        return new Reader(api, admin, dashboard, cookie.substring(0, cookie.indexOf(';')));
    }

    /** One page of the log; returns a line of {@link Latencies}. */
    String log(String question) throws IOException, InterruptedException {
        return looks(HttpRequest.newBuilder(URI.create(api + "/v1/audit?limit=50" + question))
                .header("Authorization", "Bearer " + admin)
                .build());
    }

    /** A page of the dashboard; likewise. */
    String page(String path) throws IOException, InterruptedException {
        return looks(HttpRequest.newBuilder(URI.create(dashboard + path))
                .header("Cookie", cookie)
                .build());
    }

    private String looks(HttpRequest request) throws IOException, InterruptedException {
        Latencies latencies = new Latencies(LOOKS);
        long failures = 0;
        long begun = System.nanoTime();
        for (int each = 0; each < LOOKS; each++) {
            long from = System.nanoTime();
            int status = client.send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
            failures += status == 200 ? 0 : 1;
            latencies.add(System.nanoTime() - from);
        }
        return latencies.line(System.nanoTime() - begun, failures);
    }
}
