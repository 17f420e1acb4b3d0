package botcreds.broker.github;

/**
 * What is to be said about a commit on GitHub's own page of it.
 *
 * @param title   one line
 * @param summary Markdown; nothing that others wrote may be in it unescaped
 */
public record CheckRun(String headSha, boolean success, String title, String summary) {
    /** The name under which branch protection can ask for it. */
    public static final String NAME = "botcreds / attribution";

    /** What became of it. */
    public enum Reported {
        DONE,
        /** The App may not write checks here, or GitHub does not want this one. */
        NOT_ALLOWED,
        LATER
    }
}
