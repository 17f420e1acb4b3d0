package botcreds.sandbox.tailnet;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A node of the tailnet.
 *
 * @param stableId what it is called for life, such as {@code nAbCd1CNTRL}
 * @param name     its unique name with the tailnet's domain and a dot at the end
 * @param hostname what the machine calls itself; another one may say the same
 * @param sharer   who shared it in from another tailnet; 0 for our own
 * @param sharee   whether it is there only because something of ours was shared with its owner
 * @param keyExpiry when its key ends, in RFC 3339; the year 1 for never
 */
public record Node(
        String stableId,
        String name,
        String hostname,
        String address,
        List<String> tags,
        long sharer,
        boolean sharee,
        String keyExpiry,
        boolean expired) {
    private static final String NEVER = "0001-01-01T00:00:00Z";

    public Node {
        tags = List.copyOf(tags);
    }

    /** One of our own whose key does not expire. */
    public static Node of(String stableId, String name, String address, String... tags) {
        return new Node(stableId, name + ".tail1a2b3.ts.net.", name, address, List.of(tags), 0, false, NEVER, false);
    }

    public Node sharedIn() {
        return new Node(stableId, name, hostname, address, tags, 7001, sharee, keyExpiry, expired);
    }

    /** A foreign machine that may connect to what we have shared out; tailscaled knows no domain of it. */
    public Node sharedWith() {
        String label = name.substring(0, name.indexOf('.') + 1);
        return new Node(stableId, label, hostname, address, tags, sharer, true, keyExpiry, expired);
    }

    /** Called so by another tailnet or by none, with a dot at the end. */
    public Node named(String other) {
        return new Node(stableId, other, hostname, address, tags, sharer, sharee, keyExpiry, expired);
    }

    public Node callingItself(String other) {
        return new Node(stableId, name, other, address, tags, sharer, sharee, keyExpiry, expired);
    }

    public Node withKeyUntil(String time) {
        return new Node(stableId, name, hostname, address, tags, sharer, sharee, time, expired);
    }

    public Node markedExpired() {
        return new Node(stableId, name, hostname, address, tags, sharer, sharee, keyExpiry, true);
    }

    String whois() {
        String bits = address.contains(":") ? "/128" : "/32";
        String tagList = tags.stream().map(tag -> "\"" + tag + "\"").collect(Collectors.joining(","));
        return "{\"Node\":{\"ID\":4711,\"StableID\":\"" + stableId + "\",\"Name\":\"" + name + "\",\"User\":1001,"
                + (sharer == 0 ? "" : "\"Sharer\":" + sharer + ",")
                + "\"Key\":\"nodekey:00\",\"KeyExpiry\":\"" + keyExpiry + "\",\"Addresses\":[\"" + address + bits
                + "\"],\"AllowedIPs\":[\"" + address + bits + "\",\"192.0.2.0/24\"],\"Hostinfo\":{\"Hostname\":\""
                + hostname
                + (sharee ? "\",\"ShareeNode\":true}," : "\"},")
                + (tags.isEmpty() ? "" : "\"Tags\":[" + tagList + "],")
                + (expired ? "\"Expired\":true," : "")
                + "\"MachineAuthorized\":true},\"UserProfile\":{\"ID\":1001,\"LoginName\":\""
                + (tags.isEmpty() ? "alice@example.com" : "tagged-devices") + "\"},\"CapMap\":null}";
    }
}
