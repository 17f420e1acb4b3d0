package botcreds.sandbox.slack;

/**
 * What the broker answered to a signed request.
 *
 * @param status the HTTP status, 200 for an acknowledgement over Socket Mode, or 0 when there was no answer in time
 * @param body the answer's body, or, when there was no answer, why
 */
public record Delivery(int status, String body) {

    public boolean acknowledged() {
        return status >= 200 && status < 300;
    }

    static Delivery failed(String why) {
        return new Delivery(0, why);
    }
}
