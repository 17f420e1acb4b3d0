package botcreds.broker.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Words of a command line, told apart: {@code --name value} or {@code --name=value}, {@code --flag}, and the rest. Secrets
 * have no place here: a command line is for everybody to read.
 */
public record Arguments(Map<String, String> values, Set<String> flags, List<String> rest) {
    public Arguments {
        values = Map.copyOf(values);
        flags = Set.copyOf(flags);
        rest = List.copyOf(rest);
    }

    /**
     * Tells words apart.
     *
     * @param valued names of what takes a value, without dashes; {@code o} is written {@code -o}
     * @param flags  names of what takes none
     */
    public static Arguments parse(List<String> words, Set<String> valued, Set<String> flags) throws WrongUse {
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (!word.startsWith("-")) {
                rest.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = name(equals < 0 ? word : word.substring(0, equals));
            if (flags.contains(name) && equals < 0) {
                seen.add(name);
            } else if (!valued.contains(name)) {
                throw new WrongUse("There is no option " + word.replaceFirst("=.*", "") + " here. There are: "
                        + listed(valued, flags) + ".");
            } else if (equals < 0 && at + 1 == words.size()) {
                throw new WrongUse(word + " needs a value behind it.");
            } else if (values.put(name, equals < 0 ? words.get(++at) : word.substring(equals + 1)) != null) {
                throw new WrongUse("--" + name + " stands there twice; remove one of them.");
            }
        }
        return new Arguments(values, seen, rest);
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static String name(String word) {
        return word.replaceFirst("^--?", "");
    }

    private static String listed(Set<String> valued, Set<String> flags) {
        Set<String> all = new TreeSet<>(valued);
        all.addAll(flags);
        return String.join(
                ", ",
                all.stream()
                        .map(each -> (each.length() == 1 ? "-" : "--") + each)
                        .toList());
    }
}
