package botcreds.broker.slack;

import botcreds.broker.model.Human;
import botcreds.broker.model.Visible;
import com.slack.api.model.User;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who somebody is, as Slack says now: whether they are a full member of our workspace, and in which of the groups that
 * policy names. What Slack said is believed for five seconds, so that whoever is removed is out at once. Thread-safe.
 */
final class People {
    /** Longest time an answer of Slack's is believed. */
    static final Duration BELIEVED = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final int MOST_KEPT = 500;
    private static final Set<String> NO_SUCH_GROUP =
            Set.of("no_such_subteam", "subteam_not_found", "plan_upgrade_required");

    private final WebApi api;
    private final Workspace workspace;
    private final Supplier<Set<String>> groupsInPolicy;
    private final Clock clock;
    private final Map<String, Seen<User>> users = new LinkedHashMap<>();
    private final Map<String, Seen<Set<String>>> members = new LinkedHashMap<>();

    People(WebApi api, Workspace workspace, Supplier<Set<String>> groupsInPolicy, Clock clock) {
        this.api = api;
        this.workspace = workspace;
        this.groupsInPolicy = groupsInPolicy;
        this.clock = clock;
    }

    /**
     * Looks somebody up by id.
     *
     * @return empty for guests, bots, leavers and people of other workspaces
     * @throws SlackFault when Slack did not tell; then nobody may decide anything
     */
    Optional<Human> member(String userId) throws SlackFault {
        User user = seen(
                users,
                userId,
                () -> api.call(methods -> methods.usersInfo(request -> request.user(userId)))
                        .getUser());
        if (!userId.equals(user.getId()) || !isFullMember(user)) {
            return Optional.empty();
        }
        Set<String> groups = new HashSet<>();
        for (String group : groupsInPolicy.get()) {
            if (membersOf(group).contains(userId)) {
                groups.add(group);
            }
        }
        return Optional.of(new Human(userId, name(user), email(user), groups));
    }

    private boolean isFullMember(User user) throws SlackFault {
        if (user.isDeleted() || user.isBot() || user.isWorkflowBot() || user.isConnectorBot()) {
            return false;
        }
        if (user.isRestricted() || user.isUltraRestricted() || user.isStranger()) {
            return false;
        }
        Workspace.Ours ours = workspace.ours();
        User.EnterpriseUser grid = user.getEnterpriseUser();
        // On Enterprise Grid a colleague of another workspace, or of the organization itself, has another team id.
        boolean sameEnterprise = grid != null
                && ours.enterpriseId()
                        .filter(id -> id.equals(grid.getEnterpriseId()))
                        .isPresent();
        return ours.isOurTeam(user.getTeamId()) || sameEnterprise;
    }

    private Set<String> membersOf(String group) throws SlackFault {
        return seen(members, group, () -> {
            try {
                return Set.copyOf(api.call(methods -> methods.usergroupsUsersList(request -> request.usergroup(group)))
                        .getUsers());
            } catch (SlackFault fault) {
                if (NO_SUCH_GROUP.contains(fault.error())) {
                    LOG.warn("the policy names the user group {}, but Slack says {}", group, fault.error());
                    return Set.of();
                }
                throw fault;
            }
        });
    }

    private static String name(User user) {
        User.Profile profile = user.getProfile();
        if (profile != null
                && profile.getDisplayName() != null
                && !profile.getDisplayName().isBlank()) {
            return Visible.line(profile.getDisplayName(), 80);
        }
        return Visible.line(Optional.ofNullable(user.getRealName()).orElse(user.getId()), 80);
    }

    private static Optional<String> email(User user) {
        return Optional.ofNullable(user.getProfile())
                .map(User.Profile::getEmail)
                .filter(address -> !address.isBlank());
    }

    /** Something Slack said, and when we asked. */
    private record Seen<T>(T value, Instant askedAt) {}

    private interface Question<T> {
        T ask() throws SlackFault;
    }

    private <T> T seen(Map<String, Seen<T>> memory, String key, Question<T> question) throws SlackFault {
        Instant now = clock.instant();
        synchronized (memory) {
            memory.values().removeIf(each -> !each.askedAt().plus(BELIEVED).isAfter(now));
            Seen<T> known = memory.get(key);
            if (known != null) {
                return known.value();
            }
        }
        T told = question.ask();
        synchronized (memory) {
            if (memory.size() < MOST_KEPT) {
                memory.put(key, new Seen<>(told, now));
            }
        }
        return told;
    }
}
