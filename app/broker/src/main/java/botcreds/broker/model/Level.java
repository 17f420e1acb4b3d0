package botcreds.broker.model;

import java.util.Optional;

/** How much of a permission is meant; each level includes the ones before it. */
public enum Level {
    READ,
    WRITE,
    ADMIN;

    /** Reads exactly {@code read}, {@code write} or {@code admin}; GitHub knows no other spelling. */
    public static Optional<Level> parse(String text) {
        return switch (text) {
            case "read" -> Optional.of(READ);
            case "write" -> Optional.of(WRITE);
            case "admin" -> Optional.of(ADMIN);
            default -> Optional.empty();
        };
    }

    public boolean covers(Level asked) {
        return compareTo(asked) >= 0;
    }

    /** Returns the word GitHub uses. */
    public String word() {
        return switch (this) {
            case READ -> "read";
            case WRITE -> "write";
            case ADMIN -> "admin";
        };
    }
}
