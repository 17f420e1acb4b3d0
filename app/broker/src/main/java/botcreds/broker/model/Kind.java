package botcreds.broker.model;

import java.time.Duration;
import java.util.Optional;

/** What a bot asks for. */
public enum Kind {
    INSTALLATION_TOKEN("installation_token", Duration.ofHours(1)),
    SESSION("session", Duration.ofDays(7)),
    DEPLOY_KEY("deploy_key", Duration.ofDays(7));

    /** Nothing shorter is worth a human's attention, and GitHub's clock may be off by seconds. */
    public static final Duration SHORTEST_TTL = Duration.ofMinutes(1);

    private final String word;
    private final Duration longestTtl;

    Kind(String word, Duration longestTtl) {
        this.word = word;
        this.longestTtl = longestTtl;
    }

    public static Optional<Kind> parse(String text) {
        for (Kind kind : values()) {
            if (kind.word.equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    public String word() {
        return word;
    }

    public Duration longestTtl() {
        return longestTtl;
    }
}
