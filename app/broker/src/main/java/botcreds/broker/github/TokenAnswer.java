package botcreds.broker.github;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What GitHub says it minted, held against what was ordered. A field that is missing is a difference, because GitHub leaves
 * out what it did not narrow.
 *
 * @param token in no output, as every {@link Secret}
 */
record TokenAnswer(Secret token, JsonNode tree) {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(65);

    /** A repository as named in the answer. */
    record Named(long id, Repository repository) {}

    static Optional<TokenAnswer> read(byte[] body) {
        return Json.read(body)
                .filter(tree -> tree.path("token").isTextual())
                .flatMap(tree -> Json.token(tree.path("token").textValue()).map(token -> new TokenAnswer(token, tree)));
    }

    /** Returns what is not as ordered in the answer's breadth: how long, what for, and that it is narrowed at all. */
    Optional<String> difference(Permissions asked, Instant now) {
        Optional<Instant> end = expiresAt();
        if (end.isEmpty()) {
            return Optional.of("it has no readable end");
        }
        if (!end.get().isAfter(now) || end.get().isAfter(now.plus(LONGEST_LIFE))) {
            return Optional.of("it does not end within the next hour");
        }
        if (!tree.path("repository_selection").asText("").equals("selected")) {
            return Optional.of("it is not limited to selected repositories");
        }
        if (repositories().isEmpty()) {
            return Optional.of("its repositories are not named");
        }
        return permissionsOtherThan(asked);
    }

    Optional<Instant> expiresAt() {
        try {
            return Optional.of(Instant.parse(tree.path("expires_at").asText("")));
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }

    /** Returns the repositories as listed; nothing when one of them is not plainly an id and a name. */
    List<Named> repositories() {
        List<Named> named = new ArrayList<>();
        for (JsonNode each : tree.path("repositories")) {
            Optional<Repository> repository = named(each.path("full_name").asText(""));
            if (!each.path("id").isIntegralNumber() || !each.path("id").canConvertToLong() || repository.isEmpty()) {
                return List.of();
            }
            named.add(new Named(each.path("id").longValue(), repository.get()));
        }
        return named;
    }

    private static Optional<Repository> named(String fullName) {
        String[] parts = fullName.split("/", -1);
        try {
            return parts.length == 2 ? Optional.of(new Repository(parts[0], parts[1])) : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    private Optional<String> permissionsOtherThan(Permissions asked) {
        JsonNode given = tree.path("permissions");
        if (!given.isObject()) {
            return Optional.of("its permissions are not named");
        }
        Map<String, String> left = new TreeMap<>();
        given.properties()
                .forEach(entry -> left.put(entry.getKey(), entry.getValue().asText("")));
        for (Map.Entry<String, Level> each : asked.levels().entrySet()) {
            if (!each.getValue().word().equals(left.remove(each.getKey()))) {
                return Optional.of("its " + each.getKey() + " permission is not "
                        + each.getValue().word());
            }
        }
        // Every token of an App can read metadata; GitHub adds it unasked.
        left.remove("metadata", "read");
        return left.keySet().stream()
                .findFirst()
                .map(extra -> "it has a permission nobody asked for"
                        + (AsciiCase.fold(extra).matches("[a-z_]{1,60}") ? ", " + extra : ""));
    }
}
