package botcreds.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;

/** Unfolds an answer that a test expects to be of one sort, and says what came instead. */
public final class Asserting {
    private Asserting() {}

    public static Answer.Issued issued(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Issued.class);
        return (Answer.Issued) answer;
    }

    public static Answer.Waiting waiting(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Waiting.class);
        return (Answer.Waiting) answer;
    }

    public static Refusal refused(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).refusal();
    }
}
