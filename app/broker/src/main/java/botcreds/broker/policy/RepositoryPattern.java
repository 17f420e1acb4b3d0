package botcreds.broker.policy;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.Repository;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Which repositories a rule is about: one, or those whose full name fits a pattern in which {@code *} stands for any
 * characters but {@code /}. Names compare whole and by ASCII case-fold.
 *
 * @param written as it stands in the file
 * @param folded  what is compared
 * @param prefix  what every matching name starts with; the whole name if it is exact
 */
record RepositoryPattern(String written, String folded, String prefix) {
    static final RepositoryPattern ALL = new RepositoryPattern("*/*", "*/*", "");

    static final int LONGEST = 200;
    private static final int LONGEST_OWNER = 39;
    private static final int LONGEST_NAME = 100;
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9*-]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._*-]+");

    /**
     * Reads a name or a pattern.
     *
     * @param webHost GitHub's host, for exact names written as an address
     * @param wrong   told what is wrong with it, once, when the result is empty
     */
    static Optional<RepositoryPattern> parse(String text, String webHost, Consumer<String> wrong) {
        if (text.indexOf('*') < 0) {
            Optional<Repository> exact = Repository.parse(text, webHost);
            if (exact.isEmpty()) {
                wrong.accept("\"" + text + "\" is not a repository; write owner/name, or owner/* for all of an owner.");
            }
            return exact.map(each -> new RepositoryPattern(text, each.folded(), each.folded()));
        }
        Optional<String> fault = fault(text);
        fault.ifPresent(wrong);
        return fault.isPresent() ? Optional.empty() : Optional.of(glob(text));
    }

    boolean isExact() {
        return folded.equals(prefix);
    }

    boolean matches(String foldedName) {
        return isExact() ? folded.equals(foldedName) : Glob.matches(folded, foldedName);
    }

    private static RepositoryPattern glob(String text) {
        String folded = AsciiCase.fold(text);
        return new RepositoryPattern(text, folded, folded.substring(0, folded.indexOf('*')));
    }

    private static Optional<String> fault(String text) {
        if (text.length() > LONGEST) {
            return Optional.of("is longer than " + LONGEST + " characters; no pattern needs that.");
        }
        int slash = text.indexOf('/');
        if (slash < 0 || slash != text.lastIndexOf('/')) {
            return Optional.of(
                    "\"" + text + "\" can match nothing: write owner/name with one slash; * never crosses it,"
                            + " so all repositories of an owner are owner/* and all of everyone are */*.");
        }
        String owner = text.substring(0, slash);
        String name = text.substring(slash + 1);
        if (!OWNER.matcher(owner).matches() || !NAME.matcher(name).matches()) {
            return Optional.of(
                    "\"" + text + "\" can match nothing: an owner has A-Z a-z 0-9 - and a name A-Z a-z 0-9 . _ -;"
                            + " only * is special.");
        }
        if (owner.startsWith("-") || owner.endsWith("-") || owner.contains("--") || letters(owner) > LONGEST_OWNER) {
            return Optional.of(
                    "\"" + text + "\" can match nothing: an owner's hyphens are single and inside, and it has at"
                            + " most " + LONGEST_OWNER + " characters.");
        }
        if (name.endsWith(".") || AsciiCase.fold(name).endsWith(".git") || letters(name) > LONGEST_NAME) {
            return Optional.of(
                    "\"" + text + "\" can match nothing: a repository's name ends neither in . nor in .git, and"
                            + " has at most " + LONGEST_NAME + " characters.");
        }
        return Optional.empty();
    }

    private static int letters(String part) {
        return part.replace("*", "").length();
    }
}
