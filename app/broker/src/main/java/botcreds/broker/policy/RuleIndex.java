package botcreds.broker.policy;

import botcreds.broker.model.Repository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds the rules that match a repository without looking at the others. A rule is filed under what its pattern starts
 * with, up to the first star; a name is looked up under as many of its beginnings as there are lengths on file. So time
 * grows with the different lengths and with what matches, not with the number of rules. Immutable.
 */
final class RuleIndex {
    private final Map<String, List<Rule>> exact = new HashMap<>();
    private final Map<String, List<Rule>> globs = new HashMap<>();
    private final int[] prefixLengths;

    RuleIndex(List<Rule> rules) {
        TreeSet<Integer> lengths = new TreeSet<>();
        for (Rule rule : rules) {
            RepositoryPattern pattern = rule.repositories();
            if (pattern.isExact()) {
                exact.computeIfAbsent(pattern.folded(), name -> new ArrayList<>(1))
                        .add(rule);
            } else {
                globs.computeIfAbsent(pattern.prefix(), prefix -> new ArrayList<>(1))
                        .add(rule);
                lengths.add(pattern.prefix().length());
            }
        }
        prefixLengths = lengths.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns every rule, in no particular order. */
    Stream<Rule> all() {
        return Stream.concat(exact.values().stream(), globs.values().stream()).flatMap(List::stream);
    }

    /** Returns the rules about this repository, in no particular order. */
    List<Rule> about(Repository repository) {
        String name = repository.folded();
        List<Rule> found = new ArrayList<>(exact.getOrDefault(name, List.of()));
        for (int length : prefixLengths) {
            if (length > name.length()) {
                break;
            }
            for (Rule rule : globs.getOrDefault(name.substring(0, length), List.of())) {
                if (rule.repositories().matches(name)) {
                    found.add(rule);
                }
            }
        }
        return found;
    }
}
