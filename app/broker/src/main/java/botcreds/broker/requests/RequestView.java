package botcreds.broker.requests;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Credential;
import java.util.List;
import java.util.Optional;

/**
 * A request as humans are shown it: everything a card needs, read in one go.
 *
 * @param channel         where its card belongs
 * @param approvalsNeeded how many different humans must approve
 * @param votes           who has approved so far, in order
 * @param approvedBefore  how often this bot got exactly this scope by a human's yes
 * @param deniedBefore    how often a human said no to it
 * @param remembers       the rule that Approve + Remember would add, as one line of YAML; empty when it may not be offered
 * @param notRemembered   why it is not offered while the request waits
 * @param credential      the newest credential, if one was minted
 * @param remembered      what became of a wish to remember, if one was made
 * @param asked           what the bot had asked for, in one line, where a human has made it something else
 */
public record RequestView(
        AccessRequest request,
        String channel,
        int approvalsNeeded,
        List<Vote> votes,
        int approvedBefore,
        int deniedBefore,
        Optional<String> remembers,
        Optional<String> notRemembered,
        Optional<Credential> credential,
        Optional<String> remembered,
        Optional<String> asked) {
    public RequestView {
        votes = List.copyOf(votes);
    }

    /**
     * One human's yes.
     *
     * @param humanId the Slack user id, or {@code admin}
     * @param name    as seen at the time
     */
    public record Vote(String humanId, String name) {}
}
