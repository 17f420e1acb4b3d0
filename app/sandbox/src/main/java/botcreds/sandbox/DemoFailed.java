package botcreds.sandbox;

/** A step that did not end as it should. The message is a sentence for the person at the console. */
final class DemoFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailed(String what) {
        super(what);
    }

    DemoFailed(String what, Throwable why) {
        super(what, why);
    }
}
