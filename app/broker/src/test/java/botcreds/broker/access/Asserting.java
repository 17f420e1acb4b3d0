package botcreds.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

/** Unfolds an answer that a test expects to be of one sort, and says what came instead. */
final class Asserting {
    private Asserting() {}

    static Answer.Issued issued(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Issued.class);
        return (Answer.Issued) answer;
    }

    static Answer.Waiting waiting(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Waiting.class);
        return (Answer.Waiting) answer;
    }

    static Refusal refused(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).refusal();
    }
}
