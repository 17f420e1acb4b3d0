package botcreds.sandbox.github;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much a permission allows; each level includes the ones before it. */
public enum AccessLevel {
    READ,
    WRITE,
    ADMIN;

    /** Returns the level GitHub spells this way, or null when it knows no such level. */
    static @Nullable AccessLevel parse(@Nullable String word) {
        for (AccessLevel level : values()) {
            if (level.word().equals(word)) {
                return level;
            }
        }
        return null;
    }

    boolean covers(AccessLevel wanted) {
        return compareTo(wanted) >= 0;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
