package botcreds.broker.http;

/** Problem details for what the web server refuses before any of our code sees it: broken framing, impossible paths. */
public final class ContainerProblems {
    public static final String MEDIA_TYPE = Problem.MEDIA_TYPE;

    private ContainerProblems() {}

    /** Returns a body of {@link #MEDIA_TYPE} that says nothing about the server's inside. */
    public static String body(int status) {
        Problem problem = status < 500
                ? Problem.of(
                        status,
                        code(status),
                        "The server does not take this request.",
                        "Compare the method, path and headers with /openapi.yaml.")
                : Problem.of(
                        status,
                        "broker_fault",
                        "The broker could not answer; nothing was promised or changed by this answer.",
                        "Try again; if it stays, tell the broker's operator the instance of this answer.");
        return problem.reply().body();
    }

    private static String code(int status) {
        return switch (status) {
            case 404 -> "no_such_path";
            case 413 -> "body_too_large";
            default -> "malformed_http";
        };
    }
}
