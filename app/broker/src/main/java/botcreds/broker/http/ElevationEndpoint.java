package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.bots.Elevating;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Human;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.Surface;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/elevations}: what bots may have without asking for a while. Thread-safe. */
final class ElevationEndpoint {
    private final Door<Human> door;
    private final Decisions decisions;
    private final Elevating elevating;
    private final String webHost;

    ElevationEndpoint(Door<Human> door, Decisions decisions, GitUse git) {
        this.door = door;
        this.decisions = decisions;
        this.elevating = decisions.overBots().elevating();
        this.webHost = git.webHost();
    }

    Optional<Reply> list(Exchange exchange) {
        return HumanEndpoint.list(
                door,
                decisions,
                exchange,
                "elevations",
                list -> elevating.living().forEach(each -> list.add(BotsEndpoint.json(each))));
    }

    Optional<Reply> elevate(Exchange exchange) {
        Set<String> known = Set.of("bot", "repo", "repos", "permissions", "for", "reason", HumanBody.DRY_RUN);
        return HumanBody.answer(door, exchange, known, (fields, human) -> {
            Optional<BotId> bot = HumanBody.bot(fields);
            ScopeReader scopes = new ScopeReader(webHost, fields.problems());
            Optional<List<Repository>> repositories = AskReader.repositories(fields, scopes);
            Optional<Permissions> permissions = AskReader.permissions(fields, scopes);
            Optional<Duration> span = span(fields);
            Optional<String> reason = HumanBody.reason(fields);
            boolean preview = fields.flag(HumanBody.DRY_RUN);
            return () -> DeedReply.of(elevating.elevate(
                    bot.orElseThrow(),
                    Scope.of(repositories.orElseThrow(), permissions.orElseThrow()),
                    span.orElseThrow(),
                    reason,
                    human,
                    Surface.API,
                    preview));
        });
    }

    Optional<Reply> end(Exchange exchange, String id) {
        return HumanBody.stop(door, exchange, Set.of(HumanBody.DRY_RUN), (fields, human) -> {
            boolean preview = fields.flag(HumanBody.DRY_RUN);
            return () -> DeedReply.of(elevating.end(id, human, Surface.API, preview));
        });
    }

    private static Optional<Duration> span(Fields fields) {
        return fields.text("for").flatMap(text -> {
            Optional<Duration> span = Durations.parse(text)
                    .filter(each -> each.compareTo(Elevating.SHORTEST) >= 0 && each.compareTo(Elevating.LONGEST) <= 0);
            if (span.isEmpty()) {
                fields.problem(
                        "for",
                        "It is no duration from " + Durations.format(Elevating.SHORTEST) + " to "
                                + Durations.format(Elevating.LONGEST) + ".",
                        "Write a text such as \"2h\"; what shall last belongs into the policy.");
            }
            return span;
        });
    }
}
