package botcreds.broker.setup;

/** What the broker that runs says of those that share its database. */
final class NodesCheck {
    /** How {@code /readyz?verbose} begins to tell of a difference; see the room {@code watch}. */
    private static final String DIFFER = "; ";

    private NodesCheck() {}

    static Finding of(String said) {
        return said.contains(DIFFER)
                ? Finding.warn(
                        "nodes",
                        said,
                        "give all nodes the same policy, seal keys and App; restart those whose keys or App were wrong")
                : Finding.ok("nodes", said);
    }
}
