package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Level;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules of one bot, filed for looking up. Which rule is named never depends on chance: the first in the file. Immutable. */
final class BotRules {
    static final BotRules NONE = new BotRules(List.of(), List.of(), List.of());

    private static final Comparator<Rule> IN_ORDER = Comparator.comparingInt(Rule::index);

    private final RuleIndex denying;
    private final RuleIndex approving;
    private final RuleIndex asking;
    private final List<Rule> approvingInOrder;

    BotRules(List<Rule> denying, List<Rule> approving, List<Rule> asking) {
        this.denying = new RuleIndex(denying);
        this.approving = new RuleIndex(approving);
        this.asking = new RuleIndex(asking);
        this.approvingInOrder = List.copyOf(approving);
    }

    /** Returns what stands under {@code auto_approve}, in order of the file, expired rules too. */
    List<Rule> approvingRules() {
        return approvingInOrder;
    }

    /** Returns the rules as they are written, in order of the file. */
    List<WrittenRule> written(BotId bot) {
        return Stream.of(
                        Map.entry("deny", denying),
                        Map.entry("auto_approve", approving),
                        Map.entry("requires_approval", asking))
                .flatMap(list -> list.getValue()
                        .all()
                        .map(rule -> new WrittenRule(
                                bot,
                                list.getKey(),
                                rule.line(),
                                rule.repositories().written(),
                                rule.permissions().words(),
                                rule.expires())))
                .sorted(Comparator.comparingInt(WrittenRule::line))
                .toList();
    }

    /** Returns what the rules say about who is told besides Slack. */
    Stream<Notify> told() {
        return asking.all().map(rule -> rule.asking().told());
    }

    /** Finds the deny that one requested repository and one requested permission run into. */
    Optional<RuleRef> denial(Scope scope) {
        return reaching(denying, scope).stream().findFirst().map(hit -> hit.explain("deny"));
    }

    /** Finds the demands for approval that the scope runs into, in order of the file, each once. */
    List<Hit> demands(Scope scope) {
        return reaching(asking, scope);
    }

    /**
     * Finds the rules that together cover every repository with every permission. {@code metadata:read}, which GitHub
     * gives with everything, needs no cover of its own; but a repository that no rule is about is not covered.
     *
     * @return the rules in order of the file; empty when something is left uncovered
     */
    Optional<List<Rule>> cover(Scope scope, LocalDate day) {
        TreeSet<Rule> used = new TreeSet<>(IN_ORDER);
        for (Repository repository : scope.repositories()) {
            List<Rule> about = alive(repository, day);
            if (about.isEmpty()) {
                // Without this, asking for metadata:read alone would need no rule at all.
                return Optional.empty();
            }
            boolean onlyMetadata = true;
            for (Map.Entry<String, Level> asked : scope.permissions().levels().entrySet()) {
                if (needsCover(asked)) {
                    onlyMetadata = false;
                    Optional<Rule> covering =
                            about.stream().filter(rule -> covers(rule, asked)).findFirst();
                    if (covering.isEmpty()) {
                        return Optional.empty();
                    }
                    used.add(covering.get());
                }
            }
            if (onlyMetadata) {
                used.add(about.get(0));
            }
        }
        return Optional.of(List.copyOf(used));
    }

    /** Returns the repositories of the scope that are not covered on that day. */
    List<Repository> uncovered(Scope scope, LocalDate day) {
        return scope.repositories().stream()
                .filter(each ->
                        cover(Scope.of(List.of(each), scope.permissions()), day).isEmpty())
                .toList();
    }

    /** Returns the longest life that the rules allow what they approve or ask about; empty when they say nothing. */
    Optional<Duration> maxTtl(Scope scope) {
        if (cover(scope, LocalDate.MIN).isEmpty()) {
            return demands(scope).stream()
                    .flatMap(hit -> hit.rule().maxTtl().stream())
                    .min(Comparator.naturalOrder());
        }
        List<Duration> each = new ArrayList<>();
        for (Repository repository : scope.repositories()) {
            List<Rule> about = alive(repository, LocalDate.MIN);
            for (Map.Entry<String, Level> asked : scope.permissions().levels().entrySet()) {
                List<Rule> covering = about.stream()
                        .filter(rule -> !needsCover(asked) || covers(rule, asked))
                        .toList();
                // The most generous rule for a pair counts, so that the order of rules does not.
                if (covering.stream().allMatch(rule -> rule.maxTtl().isPresent())) {
                    covering.stream()
                            .flatMap(rule -> rule.maxTtl().stream())
                            .max(Comparator.naturalOrder())
                            .ifPresent(each::add);
                }
            }
        }
        return each.stream().min(Comparator.naturalOrder());
    }

    private List<Rule> alive(Repository repository, LocalDate day) {
        return approving.about(repository).stream()
                .filter(rule -> rule.isAlive(day))
                .sorted(IN_ORDER)
                .toList();
    }

    private static boolean needsCover(Map.Entry<String, Level> asked) {
        return !(asked.getKey().equals("metadata") && asked.getValue() == Level.READ);
    }

    private static boolean covers(Rule rule, Map.Entry<String, Level> asked) {
        return rule.permissions().covers(asked.getKey(), asked.getValue());
    }

    private static List<Hit> reaching(RuleIndex index, Scope scope) {
        List<Hit> hits = new ArrayList<>();
        for (Repository repository : scope.repositories()) {
            for (Rule rule : index.about(repository)) {
                rule.reached(scope.permissions().levels())
                        .ifPresent(permission -> hits.add(new Hit(rule, repository, permission)));
            }
        }
        hits.sort(Comparator.comparing(Hit::rule, IN_ORDER).thenComparing(Hit::repository));
        TreeSet<Hit> once = new TreeSet<>(Comparator.comparing(Hit::rule, IN_ORDER));
        once.addAll(hits);
        return List.copyOf(once);
    }

    /** A rule and the first repository and permission that ran into it. */
    record Hit(Rule rule, Repository repository, Map.Entry<String, Level> permission) {
        RuleRef explain(String word) {
            return rule.explain(word, repository, permission);
        }
    }
}
