package botcreds.broker.policy;

import botcreds.broker.model.Attribution;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code attribution:}, of a bot or of the defaults. */
final class AttributionReader {
    private static final List<String> KEYS = List.of("trailer", "prefix", "co_author");
    /** Visible at both ends, so that it can neither vanish in a trimmed message nor start a second line. */
    private static final Pattern PREFIX = Pattern.compile("[!-\"$-~](?:[ -~]{0,38}[!-~])?");

    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9.!$%&*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}");

    private final Issues issues;

    AttributionReader(Issues issues) {
        this.issues = issues;
    }

    /** Returns what is demanded; empty when the section says nothing of it. */
    Optional<Attribution> read(Section section) {
        return section.node("attribution")
                .flatMap(node -> Section.open(node, section.path() + ".attribution", KEYS, issues))
                .map(this::demands);
    }

    private Attribution demands(Section section) {
        Optional<String> trailer = section.text("trailer");
        if (trailer.isPresent() && !List.of("required", "optional").contains(trailer.get())) {
            section.error("bad_attribution", "trailer", "expected required or optional.");
        }
        return new Attribution(
                trailer.filter("required"::equals).isPresent(),
                checked(section, "prefix", PREFIX, "expected 1 to 40 visible ASCII characters, not beginning with #."),
                checked(section, "co_author", EMAIL, "expected an e-mail address."));
    }

    private static Optional<String> checked(Section section, String key, Pattern form, String fault) {
        Optional<String> text = section.text(key);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            section.error("bad_attribution", key, fault);
            return Optional.empty();
        }
        return text;
    }
}
