package botcreds.client;

import java.util.List;

/**
 * What policy would say of an ask.
 *
 * @param rule which rule of the policy file
 * @param why  one sentence
 * @param hint what to ask for instead, or what to do next
 */
public record Verdict(
        Decision decision, String rule, String why, String hint, List<String> repos, List<String> permissions) {
    /** Closed set, as on the wire in lower case. */
    public enum Decision {
        AUTO_APPROVE,
        REQUIRES_APPROVAL,
        DENY
    }

    public Verdict {
        repos = List.copyOf(repos);
        permissions = List.copyOf(permissions);
    }
}
