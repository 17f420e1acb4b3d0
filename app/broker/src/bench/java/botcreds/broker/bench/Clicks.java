package botcreds.broker.bench;

import botcreds.sandbox.slack.Delivery;
import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.Options;
import botcreds.sandbox.slack.SandboxSlack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** From the click in Slack to the token at the bot that is parked: signed request, decision, wake-up, mint, answer. */
final class Clicks {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    static final int WARM_UP = 100;

    private final SandboxSlack slack;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> clicked = new HashSet<>();

    /** Each ask is another bot's: what one bot asks within half a minute would share a message. */
    Clicks(SandboxSlack slack) {
        this.slack = slack;
    }

    /** Returns the sorted percentiles as one line of {@link Latencies}. */
    String measure(URI api, int times) throws Exception {
        for (int each = 0; each < WARM_UP; each++) {
            clickToToken(api, each);
        }
        Latencies latencies = new Latencies(times);
        long begun = System.nanoTime();
        for (int each = 0; each < times; each++) {
            latencies.add(clickToToken(api, WARM_UP + each));
        }
        return latencies.line(System.nanoTime() - begun, 0);
    }

    /** One click, which may be lost on a machine that has other things to do: {@code ok}, or what came of it. */
    String once(URI api, int number) throws Exception {
        try {
            clickToToken(api, number);
            return "ok";
        } catch (IOException lost) {
            return lost.getMessage().replace('\n', ' ');
        }
    }

    private long clickToToken(URI api, int number) throws Exception {
        CompletableFuture<HttpResponse<String>> token =
                client.sendAsync(ask(api, number), HttpResponse.BodyHandlers.ofString());
        Message card = slack.awaitMessage(
                message -> message.offers("request_approve") && !clicked.contains(message.ts()), LONGEST);
        clicked.add(card.ts());
        long begun = System.nanoTime();
        Delivery delivery = slack.click(Options.BOB, card.ts(), "request_approve");
        HttpResponse<String> answer = token.get();
        long nanos = System.nanoTime() - begun;
        if (answer.statusCode() != 200 || !delivery.acknowledged()) {
            throw new IOException("a click led to " + delivery + " and " + answer.statusCode() + " " + answer.body());
        }
        return nanos;
    }

    private static HttpRequest ask(URI api, int number) {
        return HttpRequest.newBuilder(api.resolve("/v1/token?wait=50"))
                .header("Authorization", "Bearer " + BrokerProcess.clickingKey(number))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"repo\":\"bench/asked\",\"permissions\":[\"issues:write\"],\"reason\":\"a benchmark\"}"))
                .build();
    }
}
