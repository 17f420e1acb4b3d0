package botcreds.broker.http;

import botcreds.broker.access.Grants;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.rules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/whoami} and {@code /v1/can}: what a bot can find out without asking anybody. Thread-safe. */
final class BotEndpoint {
    private final Door<BotId> door;
    private final Grants grants;
    private final String webHost;

    BotEndpoint(Door<BotId> door, Grants grants, GitUse git) {
        this.door = door;
        this.grants = grants;
        this.webHost = git.webHost();
    }

    Optional<Reply> whoami(Exchange exchange) {
        return door.pass(
                exchange,
                bot -> Optional.of(Reply.json(
                        200,
                        StrictJson.object()
                                .put("bot", bot.value())
                                .put("client_ip", exchange.connection().peerAddress()))));
    }

    Optional<Reply> can(Exchange exchange) {
        return door.pass(
                exchange,
                bot -> scope(exchange.query(Set.of("repo", "permissions")), webHost)
                        .fold(
                                scope -> Optional.of(verdict(scope, grants.can(bot, scope))),
                                problem -> Optional.of(problem.reply())));
    }

    static Parsed<Scope> scope(Query query, String webHost) {
        List<FieldProblem> problems = new ArrayList<>(query.problems());
        ScopeReader reader = new ScopeReader(webHost, problems);
        Optional<List<Repository>> repositories = reader.repositories("repo", query.all("repo"), false);
        Optional<Permissions> permissions = reader.permissions(query.all("permissions"));
        return problems.isEmpty()
                ? Parsed.value(Scope.of(repositories.orElseThrow(), permissions.orElseThrow()))
                : Parsed.bad(Problem.invalid(problems));
    }

    static Reply verdict(Scope scope, Verdict verdict) {
        var body = StrictJson.object();
        var repos = body.putArray("repos");
        scope.repositoryNames().forEach(repos::add);
        var permissions = body.putArray("permissions");
        scope.permissions().words().forEach(permissions::add);
        body.put("decision", verdict.decision());
        body.put("rule", verdict.rule());
        body.put("why", verdict.why());
        body.put("hint", verdict.hint());
        return Reply.json(200, body);
    }
}
