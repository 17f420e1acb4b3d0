package botcreds.broker.model;

/** How a request came to be approved. */
public enum ApprovalKind {
    AUTO("auto"),
    MANUAL("manual");

    private final String word;

    ApprovalKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
