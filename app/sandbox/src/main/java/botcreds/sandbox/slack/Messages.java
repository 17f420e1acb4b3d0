package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages, oldest first. Thread-safe; a timestamp is unique over all channels here, unlike at Slack. */
final class Messages {

    private final Stamps stamps;
    private final Feed feed;
    private final Map<String, Message> byTs = new LinkedHashMap<>();

    Messages(Stamps stamps, Feed feed) {
        this.stamps = stamps;
        this.feed = feed;
    }

    synchronized Message add(
            String channel,
            Optional<String> threadTs,
            String author,
            String text,
            ArrayNode blocks,
            Optional<String> onlyFor) {
        Message message = new Message(channel, stamps.next(), threadTs, author, text, blocks, onlyFor, false);
        byTs.put(message.ts(), message);
        feed.changed();
        return message;
    }

    synchronized Message change(Message message, String text, ArrayNode blocks) {
        Message changed = message.withContent(text, blocks);
        byTs.put(message.ts(), changed);
        feed.changed();
        return changed;
    }

    synchronized void remove(String ts) {
        byTs.remove(ts);
        feed.changed();
    }

    synchronized Optional<Message> find(String ts) {
        return Optional.ofNullable(byTs.get(ts));
    }

    synchronized List<Message> all() {
        return List.copyOf(byTs.values());
    }
}
