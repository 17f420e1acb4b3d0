package botcreds.sandbox.slack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Who and what is in the workspace. Tests change it while the broker runs; thread-safe. */
public final class Directory {

    private final Map<String, User> users = new ConcurrentSkipListMap<>();
    private final Map<String, Channel> channels = new ConcurrentSkipListMap<>();
    private volatile String scopes =
            "chat:write,commands,users:read,users:read.email,usergroups:read,channels:read,groups:read";
    private final Map<String, UserGroup> groups = new ConcurrentSkipListMap<>();

    Directory(Options options) {
        put(User.member(options.botUserId(), options.appName(), options.appName(), options.teamId())
                .asBot());
        options.users().forEach(this::put);
        options.channels().forEach(this::put);
        options.groups().forEach(this::put);
    }

    /** Changes what the app was given, with commas between, as Slack tells in a header of each answer. */
    public void scopes(String given) {
        scopes = given;
    }

    String scopes() {
        return scopes;
    }

    /** Adds the user, or replaces the one with its id. */
    public void put(User user) {
        users.put(user.id(), user);
    }

    /** Adds the channel, or replaces the one with its id. */
    public void put(Channel channel) {
        channels.put(channel.id(), channel);
    }

    /** Adds the group, or replaces the one with its id. */
    public void put(UserGroup group) {
        groups.put(group.id(), group);
    }

    public Optional<User> user(String id) {
        return Optional.ofNullable(users.get(id));
    }

    public Optional<User> userByEmail(String email) {
        return users.values().stream()
                .filter(user -> !user.deleted() && user.email().equalsIgnoreCase(email) && !email.isEmpty())
                .findFirst();
    }

    public Optional<Channel> channel(String id) {
        return Optional.ofNullable(channels.get(id));
    }

    /**
     * Where a message to this id goes: a channel as it is, a user id as the direct messages with that user, which are
     * opened on first use.
     */
    public Optional<Channel> destination(String id) {
        return channel(id).or(() -> user(id).filter(user -> !user.deleted()).map(this::directMessages));
    }

    public Optional<UserGroup> group(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    public List<User> users() {
        return List.copyOf(users.values());
    }

    public List<Channel> channels() {
        return List.copyOf(channels.values());
    }

    public List<UserGroup> groups() {
        return List.copyOf(groups.values());
    }

    private Channel directMessages(User user) {
        return channels.computeIfAbsent("D" + user.id().substring(1), id -> Channel.named(id, user.name()));
    }
}
