package botcreds.broker.policy;

/**
 * Something wrong with a policy file, and what to do about it.
 *
 * @param code   stable, for example {@code unknown_key}
 * @param line   1-based; 0 when it is about the file as a whole
 * @param column 1-based, in characters; 0 when it is about the file as a whole
 */
public record PolicyIssue(Severity severity, String code, int line, int column, String message) {
    /** An ERROR rejects the whole file; a WARNING does not. */
    public enum Severity {
        ERROR,
        WARNING
    }

    @Override
    public String toString() {
        String kind = severity == Severity.ERROR ? "error" : "warning";
        return line == 0 ? kind + ": " + message : "line " + line + ": " + kind + ": " + message;
    }
}
