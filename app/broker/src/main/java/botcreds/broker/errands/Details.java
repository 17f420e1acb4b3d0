package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a human is asked, and what exactly is pinned: for whoever wants to know more than the card has room for. Thread-safe.
 */
public final class Details {
    private final PolicyFile policyFile;

    public Details(PolicyFile policyFile) {
        this.policyFile = policyFile;
    }

    /** One fact on each line, plain text. */
    String of(AccessRequest request, Instant now) {
        Policy policy = policyFile.current();
        List<String> lines = new ArrayList<>(List.of(
                "rule: " + request.rule(),
                "why: "
                        + policy.decide(request.bot(), request.scope(), now)
                                .rule()
                                .why(),
                "policy digest: " + request.policyDigest(),
                "asked from: " + request.clientIp(),
                "request: " + request.id(),
                "installation: " + request.installationId(),
                "repository ids:"));
        for (int at = 0; at < request.repositoryIds().size(); at++) {
            lines.add("  " + request.repositoryIds().get(at) + " = "
                    + request.scope().repositories().get(at));
        }
        return String.join("\n", lines);
    }
}
