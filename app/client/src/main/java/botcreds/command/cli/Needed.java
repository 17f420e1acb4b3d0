package botcreds.command.cli;

import botcreds.command.config.Configuration;
import botcreds.command.config.Spans;
import botcreds.command.grants.Need;
import botcreds.command.grants.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what access is wanted. */
final class Needed {
    /** A human is waited for until the broker ends the request. */
    private static final Duration UNTIL_DECIDED = Duration.ofDays(365);

    @Option(
            names = "--repo",
            required = true,
            split = ",",
            paramLabel = "OWNER/NAME",
            description = "which repository, or several of one owner")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private List<String> repos;

    @Option(
            names = "--need",
            required = true,
            split = ",",
            paramLabel = "NAME:LEVEL",
            description = "which permissions, like contents:write,issues:read")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private List<String> permissions;

    @Option(names = "--reason", paramLabel = "TEXT", description = "what it is for; a human may decide by it")
    private @Nullable String reason;

    @Option(names = "--ttl", paramLabel = "SPAN", description = "how long the token should live, like 30m")
    private @Nullable String ttl;

    @Option(names = "--wait", paramLabel = "SPAN", description = "how long to wait for a human; 0 for not at all")
    private @Nullable String wait;

    /** @param otherwise the reason if none was given */
    Wish wish(Configuration configuration, String otherwise, Optional<Duration> session) {
        return new Wish(
                new Need(repos, permissions),
                Optional.ofNullable(reason)
                        .or(() -> configuration.setting("reason"))
                        .orElse(otherwise),
                Optional.ofNullable(ttl).map(Spans::parse),
                session,
                Optional.ofNullable(wait)
                        .or(() -> configuration.setting("wait"))
                        .map(Spans::parse)
                        .orElse(UNTIL_DECIDED));
    }
}
