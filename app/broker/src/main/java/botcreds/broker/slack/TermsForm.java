package botcreds.broker.slack;

import botcreds.broker.access.Terms;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.model.view.ViewState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Terms as a dialog sends them: chosen in {@link MoreModal}, then carried in the metadata of {@link AgreeModal}. Nothing in
 * them is believed to be less than what was asked; that is for {@code Decisions} to see to.
 */
final class TermsForm {
    private TermsForm() {}

    /**
     * What was chosen.
     *
     * @param wrong the block that is wrong, and why; then there are no terms
     */
    record Chosen(Optional<Terms> terms, Optional<Map.Entry<String, String>> wrong) {
        private static Chosen wrong(String block, String why) {
            return new Chosen(Optional.empty(), Optional.of(Map.entry(block, why)));
        }
    }

    /** Reads what was chosen for a request; an input that was not there leaves it as asked. */
    static Chosen chosen(AccessRequest request, Map<String, Map<String, ViewState.Value>> values) {
        List<Repository> repositories = repositories(request.scope(), values);
        if (repositories.isEmpty()) {
            return Chosen.wrong(MoreModal.repositories(0), "Choose at least one repository, or deny the request.");
        }
        SortedMap<String, Level> levels = levels(request.scope().permissions(), values);
        if (levels.isEmpty()) {
            String first = request.scope().permissions().levels().firstKey();
            return Chosen.wrong(MoreModal.permission(first), "Leave at least one permission, or deny the request.");
        }
        Duration ttl = option(value(values, MoreModal.TTL))
                .map(Long::valueOf)
                .map(Duration::ofSeconds)
                .orElse(request.ttl());
        Optional<LocalDate> until = value(values, MoreModal.UNTIL)
                .flatMap(value -> Optional.ofNullable(value.getSelectedDate()))
                .flatMap(TermsForm::day);
        return new Chosen(
                Optional.of(new Terms(Scope.of(repositories, new Permissions(levels)), ttl, until)), Optional.empty());
    }

    /** Adds the terms to a dialog's metadata; the repositories by their place in what the stamped revision is about. */
    static ObjectNode write(ObjectNode metadata, AccessRequest request, Terms terms) {
        ArrayNode places = metadata.putArray("repositories");
        terms.scope()
                .repositories()
                .forEach(each -> places.add(request.scope().repositories().indexOf(each)));
        ArrayNode words = metadata.putArray("permissions");
        terms.scope().permissions().words().forEach(words::add);
        terms.rememberUntil().ifPresent(day -> metadata.put("until", day.toString()));
        return metadata.put("ttl", terms.ttl().toSeconds());
    }

    /** Reads back what {@link #write} wrote; empty for everything else. */
    static Optional<Terms> read(JsonNode metadata, AccessRequest request) {
        List<Repository> all = request.scope().repositories();
        try {
            List<Repository> repositories = new ArrayList<>();
            metadata.path("repositories").forEach(place -> repositories.add(all.get(place.asInt(-1))));
            List<String> words = new ArrayList<>();
            metadata.path("permissions").forEach(word -> words.add(word.asText()));
            Optional<LocalDate> until = Optional.of(metadata.path("until").asText())
                    .filter(text -> !text.isEmpty())
                    .map(LocalDate::parse);
            return Optional.of(new Terms(
                    Scope.of(repositories, Permissions.ofWords(words)),
                    Duration.ofSeconds(metadata.path("ttl").asLong()),
                    until));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static List<Repository> repositories(Scope scope, Map<String, Map<String, ViewState.Value>> values) {
        List<Repository> all = scope.repositories();
        List<Repository> chosen = new ArrayList<>();
        for (int at = 0; at < all.size(); at++) {
            String place = String.valueOf(at);
            Optional<ViewState.Value> row = value(values, MoreModal.repositories(at / MoreModal.BOXES));
            if (row.isEmpty() || ticked(row.get(), place)) {
                chosen.add(all.get(at));
            }
        }
        return chosen;
    }

    private static boolean ticked(ViewState.Value row, String place) {
        return row.getSelectedOptions() != null
                && row.getSelectedOptions().stream().anyMatch(each -> place.equals(each.getValue()));
    }

    private static SortedMap<String, Level> levels(
            Permissions asked, Map<String, Map<String, ViewState.Value>> values) {
        SortedMap<String, Level> levels = new TreeMap<>();
        asked.levels().forEach((name, level) -> {
            String word = option(value(values, MoreModal.permission(name))).orElse(level.word());
            // What is no level at all is not given.
            Level.parse(word).ifPresent(chosen -> levels.put(name, chosen));
        });
        return levels;
    }

    private static Optional<String> option(Optional<ViewState.Value> value) {
        return value.flatMap(each -> Optional.ofNullable(each.getSelectedOption()))
                .flatMap(each -> Optional.ofNullable(each.getValue()));
    }

    private static Optional<ViewState.Value> value(Map<String, Map<String, ViewState.Value>> values, String block) {
        @Nullable Map<String, ViewState.Value> actions = values.get(block);
        return actions == null ? Optional.empty() : Optional.ofNullable(actions.get(block));
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }
}
