package botcreds.sandbox.slack;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a sandbox workspace starts with. {@link #defaults()} is a small company: Alice, Bob and Carol, a guest, somebody
 * from another company, one who left, and a bot.
 *
 * @param port 0 takes any free one
 * @param eventsUrl where signed requests go; may be set later with {@link SandboxSlack#eventsUrl(URI)}
 * @param ackWithin how long the broker may take to answer; Slack gives 3 seconds
 * @param clock what expires trigger ids and response URLs, and dates messages and signatures
 */
public record Options(
        int port,
        String teamId,
        String teamName,
        String appId,
        String appName,
        String botUserId,
        String botToken,
        String appToken,
        String signingSecret,
        Optional<URI> eventsUrl,
        Duration ackWithin,
        List<Channel> channels,
        List<User> users,
        List<UserGroup> groups,
        Clock clock) {

    public static final String ALICE = "U012ALICE";
    public static final String BOB = "U012BOB";
    public static final String CAROL = "U012CAROL";
    public static final String GUEST = "U012GUEST";
    public static final String EXTERNAL = "U999EXTERN";
    public static final String DEACTIVATED = "U012LEFT";
    public static final String BOT = "U012BOT";
    public static final String APPROVALS = "C0APPROVALS";
    public static final String SHARED = "C0SHARED";
    public static final String ARCHIVED = "C0ARCHIVED";
    public static final String NOT_JOINED = "C0NOTJOINED";
    public static final String ONCALL = "S0ONCALL";
    public static final String SECURITY = "S0SECURITY";

    private static final String TEAM = "T012SANDBOX";

    public Options {
        channels = List.copyOf(channels);
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }

    public static Options defaults() {
        return new Options(
                0,
                TEAM,
                "Sandbox Inc",
                "A012BOTCREDS",
                "botcreds",
                "U012BOTCREDS",
                "xoxb-sandbox-bot-token",
                "xapp-1-sandbox-app-token",
                "5a6d62782d736c61636b2d73616e64626f",
                Optional.empty(),
                Duration.ofSeconds(3),
                List.of(
                        Channel.named(APPROVALS, "approvals"),
                        Channel.named("C0SECURITY", "security"),
                        Channel.named(SHARED, "with-partner").asShared(),
                        Channel.named(ARCHIVED, "old-approvals").asArchived(),
                        Channel.named(NOT_JOINED, "random").withoutTheBot()),
                List.of(
                        User.member(ALICE, "alice", "Alice Approver", TEAM),
                        User.member(BOB, "bob", "Bob Builder", TEAM),
                        User.member(CAROL, "carol", "Carol Carter", TEAM),
                        User.member(GUEST, "gus", "Gus Guest", TEAM).asGuest(),
                        User.member(EXTERNAL, "erin", "Erin External", "T999PARTNER")
                                .asStranger(),
                        User.member(DEACTIVATED, "dora", "Dora Departed", TEAM).asDeactivated(),
                        User.member(BOT, "deploybot", "Deploy Bot", TEAM).asBot()),
                List.of(
                        new UserGroup(ONCALL, "oncall", "On call", List.of(ALICE, BOB)),
                        new UserGroup(SECURITY, "security", "Security", List.of(CAROL))),
                Clock.systemUTC());
    }

    public Options withPort(int wanted) {
        return new Options(
                wanted,
                teamId,
                teamName,
                appId,
                appName,
                botUserId,
                botToken,
                appToken,
                signingSecret,
                eventsUrl,
                ackWithin,
                channels,
                users,
                groups,
                clock);
    }

    public Options withEventsUrl(URI url) {
        return new Options(
                port,
                teamId,
                teamName,
                appId,
                appName,
                botUserId,
                botToken,
                appToken,
                signingSecret,
                Optional.of(url),
                ackWithin,
                channels,
                users,
                groups,
                clock);
    }

    public Options withSecrets(String newBotToken, String newAppToken, String newSigningSecret) {
        return new Options(
                port,
                teamId,
                teamName,
                appId,
                appName,
                botUserId,
                newBotToken,
                newAppToken,
                newSigningSecret,
                eventsUrl,
                ackWithin,
                channels,
                users,
                groups,
                clock);
    }

    public Options withClock(Clock other) {
        return new Options(
                port,
                teamId,
                teamName,
                appId,
                appName,
                botUserId,
                botToken,
                appToken,
                signingSecret,
                eventsUrl,
                ackWithin,
                channels,
                users,
                groups,
                other);
    }

    public Options withAckWithin(Duration bound) {
        return new Options(
                port,
                teamId,
                teamName,
                appId,
                appName,
                botUserId,
                botToken,
                appToken,
                signingSecret,
                eventsUrl,
                bound,
                channels,
                users,
                groups,
                clock);
    }
}
