package botcreds.broker.setup;

/** Setting up cannot go on now; the message says why and what to do before running it again. */
final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;

    Stopped(String message) {
        super(message);
    }
}
