package botcreds.broker.errands;

import java.util.List;

/**
 * What humans are told besides Slack. The texts are plain and partly by others: whoever shows them must not read markup,
 * headers or addresses out of them. Nothing in it is a secret, and nothing in it decides anything.
 *
 * @param id       names what happened, the same for every receiver and every attempt
 * @param event    the word for it, as in the policy
 * @param request  whose request it is about: its opaque id, or empty text
 * @param state    of that request, or empty text
 * @param headline one line
 * @param facts    what one must know to decide, in order
 * @param detail   more, possibly of several lines; may be empty
 * @param instead  why this comes in Slack's place, and how to decide without it; empty text when it does not
 */
public record Bulletin(
        String id,
        String event,
        String request,
        String state,
        String headline,
        List<Fact> facts,
        String detail,
        String instead) {
    public Bulletin {
        facts = List.copyOf(facts);
    }

    /** The same, said in Slack's place. */
    Bulletin instead(String why) {
        return new Bulletin(id, event, request, state, headline, facts, detail, why);
    }

    /** A name of ours and a value that may be anyone's. */
    public record Fact(String name, String value) {}
}
