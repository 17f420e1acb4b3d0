package botcreds.broker.rules;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyReading;
import java.util.List;
import java.util.Optional;

/**
 * What would come of a policy if it were put in force: read as strictly as the one that is, with the tests in it.
 *
 * @param valid    whether the broker would take it
 * @param findings errors first, then warnings
 * @param verdict  what it would say to the question, if there was one and the policy is valid
 */
public record PolicyCheck(boolean valid, List<Finding> findings, Optional<Verdict> verdict) {
    /**
     * Something wrong.
     *
     * @param severity {@code error} or {@code warning}
     * @param code     stable, for example {@code unknown_key}
     * @param line     1-based; 0 when it is about the file as a whole
     */
    public record Finding(String severity, String code, int line, String message) {}

    /** May this bot have that? */
    public record Question(BotId bot, Scope scope) {}

    public PolicyCheck {
        findings = List.copyOf(findings);
    }

    /** Reads a policy as it would be read, without putting it in force, and answers the question under it. */
    public static PolicyCheck of(PolicyFile file, byte[] yaml, Optional<Question> question) {
        PolicyReading reading = file.check(yaml);
        List<Finding> findings = reading.issues().stream()
                .map(issue -> new Finding(
                        AsciiCase.fold(issue.severity().name()), issue.code(), issue.line(), issue.message()))
                .toList();
        Optional<Verdict> verdict = reading.policy()
                .flatMap(policy ->
                        question.map(each -> Verdicts.of(policy.decide(each.bot(), each.scope(), file.now()))));
        return new PolicyCheck(reading.policy().isPresent(), findings, verdict);
    }
}
