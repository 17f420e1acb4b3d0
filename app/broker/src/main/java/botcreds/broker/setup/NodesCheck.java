package botcreds.broker.setup;

/** What the broker that runs says of those that share its database. */
final class NodesCheck {
    private NodesCheck() {}

    static Finding of(String said) {
        return Running.isTroubled(said)
                ? Finding.warn(
                        "nodes",
                        said,
                        "give all nodes the same policy, seal keys and App; restart those whose keys or App were wrong")
                : Finding.ok("nodes", said);
    }
}
