package botcreds.sandbox;

import botcreds.sandbox.slack.Delivery;
import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.Options;
import botcreds.sandbox.slack.SandboxSlack;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Alice, who sees the cards in Slack: finds the one of a request, and clicks if nobody else is there to do it. */
final class Approver {
    private static final String REMEMBER = "Approve + Remember";
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final SandboxSlack slack;

    Approver(SandboxSlack slack) {
        this.slack = slack;
    }

    /** Waits for the card with the buttons. */
    Message card(String shortId) {
        return await(
                card -> card.shown().contains("#" + shortId)
                        && rememberAction(card).isPresent(),
                "the card of request #" + shortId);
    }

    /** Clicks Approve + Remember and Slack's own question after it, as Alice. */
    void click(Message card) {
        String action = rememberAction(card).orElseThrow(() -> new DemoFailed("the card lost its buttons"));
        Delivery answer = slack.click(Options.ALICE, card.ts(), action);
        if (!answer.acknowledged()) {
            throw new DemoFailed("the broker did not take the click: " + answer.status() + " " + answer.body());
        }
    }

    /** Waits until the card has become a receipt, and returns its text. */
    String receipt(Message card) {
        return await(
                        now -> now.ts().equals(card.ts()) && rememberAction(now).isEmpty(),
                        "the receipt in the place of the card")
                .text();
    }

    private Message await(Predicate<Message> wanted, String what) {
        try {
            return slack.awaitMessage(wanted, BOUND);
        } catch (AssertionError absent) {
            throw new DemoFailed("Slack did not show " + what + " within " + BOUND.toSeconds() + " seconds", absent);
        }
    }

    private static Optional<String> rememberAction(Message message) {
        for (JsonNode block : message.blocks()) {
            for (JsonNode element : block.path("elements")) {
                if (element.at("/text/text").asText().equals(REMEMBER)) {
                    return Optional.of(element.path("action_id").asText());
                }
            }
        }
        return Optional.empty();
    }
}
