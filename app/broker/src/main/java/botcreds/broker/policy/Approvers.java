package botcreds.broker.policy;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.Human;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Humans, named by what cannot be chosen freely.
 *
 * @param users  Slack user ids, {@code U…} or {@code W…}
 * @param groups Slack user group ids, {@code S…}
 * @param emails kept in lower case; compared without regard to ASCII case
 */
public record Approvers(Set<String> users, Set<String> groups, Set<String> emails) {
    static final Approvers NOBODY = new Approvers(Set.of(), Set.of(), Set.of());

    public Approvers {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
        emails = emails.stream().map(AsciiCase::fold).collect(Collectors.toUnmodifiableSet());
    }

    /** Tells whether this human may decide; the administrator always may. */
    public boolean include(Human human) {
        return human.id().equals(Human.ADMIN_ID) || name(human);
    }

    /** Tells whether this human is written here, by id, by group or by e-mail; the administrator is not. */
    public boolean name(Human human) {
        return users.contains(human.id())
                || human.groups().stream().anyMatch(groups::contains)
                || human.email().map(AsciiCase::fold).filter(emails::contains).isPresent();
    }

    /** Returns all names in a stable order: users, groups, e-mails. */
    public List<String> names() {
        return List.of(users, groups, emails).stream()
                .flatMap(some -> new TreeSet<>(some).stream())
                .toList();
    }

    static Approvers union(Collection<Approvers> all) {
        Set<String> users = new HashSet<>();
        Set<String> groups = new HashSet<>();
        Set<String> emails = new HashSet<>();
        for (Approvers each : all) {
            users.addAll(each.users);
            groups.addAll(each.groups);
            emails.addAll(each.emails);
        }
        return new Approvers(users, groups, emails);
    }

    boolean isEmpty() {
        return users.isEmpty() && groups.isEmpty() && emails.isEmpty();
    }
}
