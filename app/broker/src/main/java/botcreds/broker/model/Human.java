package botcreds.broker.model;

import java.util.Optional;
import java.util.Set;

/**
 * A human, as the surface they came through has authenticated them a moment ago. Only {@code id}, {@code groups} and
 * {@code email} decide anything; the name is for reading.
 *
 * @param id     immutable: a Slack user id such as {@code U012ALICE}, or {@code admin} for the administrator's token
 * @param name   as seen at the time, for messages and the audit log
 * @param email  verified by the surface, if it tells one
 * @param groups ids of those Slack user groups that policy names and this human is a member of now
 */
public record Human(String id, String name, Optional<String> email, Set<String> groups) {
    /** Who holds {@code BOTCREDS_ADMIN_TOKEN}. */
    public static final String ADMIN_ID = "admin";

    public Human {
        groups = Set.copyOf(groups);
    }

    public static Human admin() {
        return new Human(ADMIN_ID, "admin", Optional.empty(), Set.of());
    }
}
