package botcreds.broker.policy;

import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules that Remember adds: one for each repository, exact, never a pattern. Nothing in them needs quotes: names of
 * repositories hold a slash and none of YAML's special characters, permissions come from GitHub's list.
 */
final class RuleLines {
    private static final int LONGEST_NAME = 60;
    private static final String HARMLESS = " ._@'()-";

    private final List<Repository> repositories;
    private final List<String> permissions;
    private final Optional<LocalDate> expires;

    RuleLines(List<Repository> repositories, Scope scope, Optional<LocalDate> expires) {
        this.repositories = List.copyOf(repositories);
        this.permissions = scope.permissions().words();
        this.expires = expires;
    }

    /** Returns each rule in YAML's flow style, without the list's dash. */
    List<String> flow() {
        return repositories.stream()
                .map(repository -> flow(repository.fullName(), permissions, expires))
                .toList();
    }

    /** Returns what a reader of the file will see of each rule. */
    List<Object> plain() {
        List<Object> rules = new ArrayList<>();
        for (Repository repository : repositories) {
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("repo", repository.fullName());
            rule.put("permissions", permissions);
            expires.ifPresent(day -> rule.put("expires", day.toString()));
            rules.add(rule);
        }
        return rules;
    }

    /** Returns who, when and which request, as a YAML comment of one line of harmless characters. */
    static String comment(RememberedRule rule) {
        String name = harmless(rule.byName());
        return "# approved by " + (name.isEmpty() ? "someone" : name) + " " + rule.on() + " #"
                + harmless(rule.requestShortId());
    }

    /** Returns one rule in the form that {@link #flow()} gives all of them. */
    static String flow(String repository, List<String> permissions, Optional<LocalDate> expires) {
        String until = expires.map(day -> ", expires: " + day).orElse("");
        return "{repo: " + repository + ", permissions: [" + String.join(", ", permissions) + "]" + until + "}";
    }

    /** A name comes from a chat profile; in a file that grants access it must not start a line or hide one. */
    private static String harmless(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .filter(each -> Character.isLetterOrDigit(each) || HARMLESS.indexOf(each) >= 0)
                .limit(LONGEST_NAME)
                .forEach(kept::appendCodePoint);
        return kept.toString().strip().replaceAll(" +", " ");
    }
}
