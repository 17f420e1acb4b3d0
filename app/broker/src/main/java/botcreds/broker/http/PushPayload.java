package botcreds.broker.http;

import botcreds.broker.model.CommitMessage;
import botcreds.broker.model.Repository;
import botcreds.broker.pushes.Push;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the body of a {@code push} event, which is GitHub's and verified. Unknown members are GitHub's to add. */
final class PushPayload {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DELIVERY = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final int LONGEST_REF = 1024;
    /** GitHub lists this many commits at most. Server versions list fewer, and nothing in the event says that some are missing. */
    private static final int MOST_LISTED = 2048;

    private static final int FEW_LISTED = 20;

    private PushPayload() {}

    /** Returns nothing for what is no push. */
    static Optional<Push> read(String delivery, byte[] body) {
        try {
            JsonNode event = JSON.readTree(body);
            return DELIVERY.matcher(delivery).matches() ? Optional.of(push(delivery, event)) : Optional.empty();
        } catch (IOException | IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static Push push(String delivery, JsonNode event) {
        JsonNode repository = event.path("repository");
        String[] name = repository.path("full_name").asText("").split("/", -1);
        String ref = event.path("ref").asText("");
        // An annotated tag is an object of its own; the commit it names is the head.
        JsonNode head = event.path("head_commit").path("id");
        String after = sha(ref.startsWith("refs/tags/") && head.isTextual() ? head : event.path("after"));
        long installation = event.path("installation").path("id").asLong();
        if (name.length != 2 || ref.isEmpty() || ref.length() > LONGEST_REF || installation <= 0) {
            throw new IllegalArgumentException("not a push to an installation of the App");
        }
        List<Push.Commit> commits = new ArrayList<>();
        for (JsonNode each : event.path("commits")) {
            commits.add(new Push.Commit(
                    sha(each.path("id")),
                    each.path("distinct").asBoolean(true),
                    CommitMessage.read(each.path("message").asText(""))));
        }
        return new Push(
                delivery,
                installation,
                repository.path("id").asLong(),
                new Repository(name[0], name[1]),
                event.path("sender").path("login").asText(""),
                ref,
                sha(event.path("before")),
                after,
                repository.path("default_branch").asText("main"),
                event.path("forced").asBoolean(false),
                isWhole(commits, after),
                commits);
    }

    private static boolean isWhole(List<Push.Commit> commits, String after) {
        // A ref that points to what was there before, or to nothing, lists nothing.
        return commits.isEmpty()
                || (commits.size() != FEW_LISTED
                        && commits.size() < MOST_LISTED
                        && commits.get(commits.size() - 1).sha().equals(after));
    }

    private static String sha(JsonNode node) {
        String sha = node.asText("");
        if (!SHA.matcher(sha).matches()) {
            throw new IllegalArgumentException("not a commit's id");
        }
        return sha;
    }
}
