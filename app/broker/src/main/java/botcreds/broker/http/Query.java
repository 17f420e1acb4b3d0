package botcreds.broker.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a query string, with what is wrong about them. A form in the body is never looked at. */
final class Query {
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<FieldProblem> problems = new ArrayList<>();

    /** @param known every name that may occur; any other is a problem, since a misspelt filter would show too much */
    Query(Optional<String> queryString, Set<String> known) {
        for (String pair : queryString.orElse("").split("&", -1)) {
            if (!pair.isEmpty()) {
                add(pair);
            }
        }
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                String hint = known.isEmpty()
                        ? "Leave it out; nothing can be asked for here."
                        : "Known are: " + String.join(", ", new TreeSet<>(known)) + ".";
                problem(name, "There is no such parameter.", hint);
            }
        }
    }

    private void add(String pair) {
        int equals = pair.indexOf('=');
        try {
            String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
            String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            values.computeIfAbsent(name, unseen -> new ArrayList<>()).add(value);
        } catch (IllegalArgumentException malformed) {
            problem("query", "It has a percent sign without two hexadecimal digits.", "Encode % as %25.");
        }
    }

    /** Returns the parameter; it is a problem when it comes twice. */
    Optional<String> one(String name) {
        List<String> found = values.getOrDefault(name, List.of());
        if (found.size() > 1) {
            problem(name, "It is there more than once.", "Send it once.");
        }
        return found.stream().findFirst().filter(value -> !value.isEmpty());
    }

    /** Returns every value, of repeated parameters and of lists with commas. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .toList();
    }

    void problem(String name, String detail, String hint) {
        problems.add(new FieldProblem(name, detail, hint));
    }

    List<FieldProblem> problems() {
        return List.copyOf(problems);
    }
}
