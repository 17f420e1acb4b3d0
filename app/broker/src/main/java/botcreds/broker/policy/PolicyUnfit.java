package botcreds.broker.policy;

import java.io.IOException;

/** What stands where the policy should be must not count as one, whatever is in it. */
public final class PolicyUnfit extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String sentence;

    /**
     * @param code    for machines, for example {@code history_rewound}
     * @param message what is the matter and what to do
     */
    public PolicyUnfit(String code, String message) {
        super(message);
        this.code = code;
        this.sentence = message;
    }

    PolicyIssue issue() {
        return new PolicyIssue(PolicyIssue.Severity.ERROR, code, 0, 0, sentence);
    }

    String sentence() {
        return sentence;
    }
}
