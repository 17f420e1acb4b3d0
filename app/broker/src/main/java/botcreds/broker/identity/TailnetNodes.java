package botcreds.broker.identity;

import botcreds.broker.model.BotId;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Identity;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Knows bots by the tailnet node that they run on. Only connections between two different addresses of the tailnet are looked
 * at; who is behind one, tailscaled says, asked for the very address and port. If it does not say so, nobody is. Thread-safe.
 */
public final class TailnetNodes implements Function<Connection, Claim<BotId>> {
    private final Whois whois;
    private final Supplier<List<BotEntry>> bots;

    /** @param bots those that the policy lists at that moment */
    public TailnetNodes(Whois whois, Supplier<List<BotEntry>> bots) {
        this.whois = whois;
        this.bots = bots;
    }

    @Override
    public Claim<BotId> apply(Connection connection) {
        Optional<TailnetNode> node = isFromAnotherNode(connection) ? whois.node(connection.peer()) : Optional.empty();
        return node.map(this::claim).orElseGet(Claim::none);
    }

    /** What comes from our own address is a proxy on this machine, and whom it speaks for nobody knows. */
    private static boolean isFromAnotherNode(Connection connection) {
        String peer = connection.peer().address();
        String local = connection.local().address();
        return TailnetAddress.is(peer)
                && TailnetAddress.is(local)
                && !TailnetAddress.canonical(peer).equals(TailnetAddress.canonical(local));
    }

    private Claim<BotId> claim(TailnetNode node) {
        List<BotId> listed = bots.get().stream()
                .filter(bot -> bot.identities().stream()
                        .anyMatch(each -> each instanceof Identity.Tailnet tailnet && node.is(tailnet)))
                .map(BotEntry::id)
                .toList();
        return switch (listed.size()) {
            case 0 -> Claim.ambient(UnlistedBots.named(node.id(), "node " + node.id()));
            case 1 -> Claim.proven(listed.get(0));
            default -> Claim.several();
        };
    }
}
