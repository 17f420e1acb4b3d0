package botcreds.broker.identity;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.policy.Identity;
import java.util.Set;

/**
 * A node of our own tailnet, as tailscaled knows it.
 *
 * @param id   its stable id, which it keeps for life
 * @param name its name in this tailnet, made unique by it, without the domain; whoever runs the node can change it
 * @param tags what the tailnet's own policy calls it
 */
record TailnetNode(String id, String name, Set<String> tags) {
    TailnetNode {
        tags = Set.copyOf(tags);
    }

    /** Tells whether everything that this identity names is so. */
    boolean is(Identity.Tailnet identity) {
        return identity.nodeId().filter(each -> !each.equals(id)).isEmpty()
                && identity.tag().filter(each -> !tags.contains(each)).isEmpty()
                && identity.hostname()
                        .filter(each -> !AsciiCase.fold(each).equals(AsciiCase.fold(name)))
                        .isEmpty();
    }
}
