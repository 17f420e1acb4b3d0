package botcreds.broker.identity;

import botcreds.broker.identity.Connection.End;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks tailscaled who is at the other end of a connection ({@code whois} of its LocalAPI), for the very address and port.
 * An answer is kept for ten seconds, since addresses are given to other nodes. No answer, or one about a node that is shared
 * in from another tailnet, has expired, or does not own the address, is nobody. Thread-safe; blocks for a second at most, and
 * after that asks nothing for another second, so that a tailscaled that hangs holds up only a few.
 */
public final class Whois {
    private static final Logger LOG = LoggerFactory.getLogger(Whois.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final int MOST_KEPT = 4096;

    private final LocalApi api;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    /** In order of their age. */
    private final Map<End, Answer> answers = new LinkedHashMap<>();

    private volatile Optional<Long> failedAt = Optional.empty();

    private record Answer(Optional<TailnetNode> node, long at) {}

    /**
     * @param socket   tailscaled's, for example {@code /var/run/tailscale/tailscaled.sock}
     * @param nanoTime a clock that never goes back
     */
    public Whois(Path socket, InstantSource clock, LongSupplier nanoTime) {
        this.api = new LocalApi(socket);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    Optional<TailnetNode> node(End peer) {
        Optional<Answer> kept = kept(peer);
        if (kept.isPresent()) {
            return kept.get().node();
        }
        boolean rests = failedAt.filter(at -> nanoTime.getAsLong() - at < REST.toNanos())
                .isPresent();
        return rests ? Optional.empty() : ask(peer);
    }

    private Optional<TailnetNode> ask(End peer) {
        Optional<TailnetNode> node;
        try {
            node = api.whois(peer).flatMap(answer -> read(answer, peer.address()));
        } catch (IOException away) {
            failedAt = Optional.of(nanoTime.getAsLong());
            LOG.warn(
                    "tailscaled does not answer ({}); nobody is known by the tailnet until it does", away.getMessage());
            return Optional.empty();
        }
        keep(peer, node);
        return node;
    }

    private Optional<TailnetNode> read(byte[] answer, String address) {
        try {
            JsonNode node = JSON.readTree(answer).path("Node");
            String id = node.path("StableID").asText();
            String name = node.path("Name").asText();
            boolean usable = !id.isEmpty() && owns(node, address) && !isForeign(node, name) && !isOver(node);
            return usable ? Optional.of(new TailnetNode(id, firstLabel(name), tags(node))) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** A subnet router or an exit node answers for addresses that are not its own. */
    private static boolean owns(JsonNode node, String address) {
        String wanted = TailnetAddress.canonical(address);
        for (JsonNode each : node.path("Addresses")) {
            String own = each.asText().replaceFirst("/(32|128)$", "");
            if (!wanted.isEmpty() && TailnetAddress.canonical(own).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Somebody else's machine, either shared with us or able to reach us because this broker's machine was shared. Its name is
     * unique in another tailnet, or has no domain at all, so it may well be the name of a bot of ours.
     */
    private static boolean isForeign(JsonNode node, String name) {
        boolean hasDomain = name.indexOf('.') > 0 && name.indexOf('.') < name.length() - 1;
        return node.path("Sharer").asLong() != 0
                || node.path("Hostinfo").path("ShareeNode").asBoolean()
                || !hasDomain;
    }

    /** Keys that never expire have the year 1. */
    private boolean isOver(JsonNode node) {
        if (node.path("Expired").asBoolean()) {
            return true;
        }
        String expiry = node.path("KeyExpiry").asText();
        try {
            return !expiry.isEmpty()
                    && !expiry.startsWith("0001-")
                    && !clock.instant().isBefore(Instant.parse(expiry));
        } catch (DateTimeException unreadable) {
            return true;
        }
    }

    private static Set<String> tags(JsonNode node) {
        Set<String> tags = new HashSet<>();
        node.path("Tags").forEach(tag -> tags.add(tag.asText()));
        return tags;
    }

    private static String firstLabel(String name) {
        return name.substring(0, name.indexOf('.'));
    }

    private synchronized Optional<Answer> kept(End peer) {
        Iterator<Answer> byAge = answers.values().iterator();
        while (byAge.hasNext() && nanoTime.getAsLong() - byAge.next().at() > KEPT.toNanos()) {
            byAge.remove();
        }
        return Optional.ofNullable(answers.get(peer));
    }

    private synchronized void keep(End peer, Optional<TailnetNode> node) {
        answers.remove(peer);
        if (answers.size() >= MOST_KEPT) {
            answers.remove(answers.keySet().iterator().next());
        }
        answers.put(peer, new Answer(node, nanoTime.getAsLong()));
    }
}
