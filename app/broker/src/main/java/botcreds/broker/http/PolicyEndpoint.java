package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.rules.PolicyCheck;
import botcreds.broker.rules.Verdict;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /v1/policy/check}: what would come of a policy, before it is put in force. Thread-safe. */
final class PolicyEndpoint {
    private final Door<Human> door;
    private final Decisions decisions;
    private final String webHost;

    PolicyEndpoint(Door<Human> door, Decisions decisions, GitUse git) {
        this.door = door;
        this.decisions = decisions;
        this.webHost = git.webHost();
    }

    Optional<Reply> check(Exchange exchange) {
        Set<String> known = Set.of("policy", "bot", "repo", "repos", "permissions");
        return HumanBody.answer(door, exchange, known, (fields, human) -> {
            Optional<String> policy = fields.text("policy");
            Optional<PolicyCheck.Question> question = question(fields);
            return () -> decisions.maySee(human)
                    ? json(decisions.check(policy.orElseThrow().getBytes(StandardCharsets.UTF_8), question))
                    : HumanEndpoint.notForYou();
        });
    }

    /** A question names all of it or nothing. */
    private Optional<PolicyCheck.Question> question(Fields fields) {
        if (Stream.of("bot", "repo", "repos", "permissions").noneMatch(fields::has)) {
            return Optional.empty();
        }
        ScopeReader scopes = new ScopeReader(webHost, fields.problems());
        Optional<BotId> bot = HumanBody.bot(fields);
        Optional<List<Repository>> repositories = AskReader.repositories(fields, scopes);
        Optional<Permissions> permissions = AskReader.permissions(fields, scopes);
        return bot.flatMap(name -> repositories.flatMap(
                repos -> permissions.map(levels -> new PolicyCheck.Question(name, Scope.of(repos, levels)))));
    }

    private static Reply json(PolicyCheck check) {
        ObjectNode body = StrictJson.object().put("valid", check.valid());
        ArrayNode findings = body.putArray("findings");
        check.findings()
                .forEach(finding -> findings.addObject()
                        .put("severity", finding.severity())
                        .put("code", finding.code())
                        .put("line", finding.line())
                        .put("message", finding.message()));
        check.verdict().ifPresent(verdict -> put(body.putObject("verdict"), verdict));
        return Reply.json(200, body);
    }

    private static void put(ObjectNode into, Verdict verdict) {
        into.put("decision", verdict.decision());
        into.put("rule", verdict.rule());
        into.put("why", verdict.why());
        into.put("hint", verdict.hint());
    }
}
