package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Human;
import botcreds.broker.requests.Stats;
import botcreds.broker.rules.RuleView;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/rules} and {@code /v1/stats}: what counts, and what happened. Thread-safe. */
final class InsightEndpoint {
    private final Door<Human> door;
    private final Decisions decisions;

    InsightEndpoint(Door<Human> door, Decisions decisions) {
        this.door = door;
        this.decisions = decisions;
    }

    Optional<Reply> rules(Exchange exchange) {
        return HumanEndpoint.viewer(door, decisions, exchange, human -> {
            Query query = exchange.query(Set.of("bot"));
            Optional<BotId> bot = query.one("bot").flatMap(text -> HumanEndpoint.bot(query, text));
            if (!query.problems().isEmpty()) {
                return Problem.invalid(query.problems()).reply();
            }
            ObjectNode body = StrictJson.object();
            decisions.policySource().ifPresent(source -> {
                ObjectNode policy = body.putObject("policy")
                        .put("source", source.where())
                        .put("commit", source.commit())
                        .put("since", source.since().toString())
                        .put("confirmed_at", source.confirmedAt().toString());
                source.trouble().ifPresent(why -> policy.put("trouble", why));
            });
            ArrayNode rules = body.putArray("rules");
            decisions.rules(bot).forEach(rule -> rules.add(json(rule)));
            return Reply.json(200, body);
        });
    }

    Optional<Reply> stats(Exchange exchange) {
        return HumanEndpoint.viewer(door, decisions, exchange, human -> {
            Query query = exchange.query(Set.of("since"));
            String text = query.one("since").orElse("24h");
            Optional<Duration> back =
                    Durations.parse(text).filter(each -> each.compareTo(Decisions.LONGEST_STATS) <= 0);
            if (back.isEmpty()) {
                query.problem("since", "It is no duration up to 7d.", "Write for example since=24h.");
            }
            if (!query.problems().isEmpty()) {
                return Problem.invalid(query.problems()).reply();
            }
            Stats stats = decisions.stats(back.orElseThrow());
            ObjectNode body = StrictJson.object().put("since", stats.since().toString());
            ObjectNode events = body.putObject("events");
            stats.events().forEach(events::put);
            ArrayNode budgets = body.putArray("github");
            stats.budgets().forEach(budget -> {
                ObjectNode tokens = budgets.addObject()
                        .put("installation", budget.installation())
                        .put("left", budget.left())
                        .put("limit", budget.limit())
                        .put("reset", budget.reset().toString())
                        .putObject("tokens");
                budget.tokens().forEach(tokens::put);
            });
            return Reply.json(200, body);
        });
    }

    private static ObjectNode json(RuleView rule) {
        ObjectNode body = StrictJson.object();
        body.put("bot", rule.bot().value()).put("list", rule.list()).put("rule", rule.name());
        ArrayNode repos = body.putArray("repos");
        rule.repositories().forEach(repos::add);
        ArrayNode permissions = body.putArray("permissions");
        rule.permissions().forEach(permissions::add);
        rule.ends().ifPresent(ends -> body.put("ends", ends));
        rule.by().ifPresent(by -> body.put("by", by));
        return body;
    }
}
