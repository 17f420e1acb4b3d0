package botcreds.broker.http;

/** Short, fixed names of the statuses we use, for {@code title} in problem details. */
final class Titles {
    private Titles() {}

    static String of(int status) {
        return switch (status) {
            case 400 -> "The request is malformed";
            case 401 -> "Who is calling is not known";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Wrong method";
            case 409 -> "Conflict";
            case 410 -> "Over";
            case 413 -> "Too large";
            case 415 -> "Wrong media type";
            case 422 -> "Cannot be done";
            case 429 -> "Too much";
            case 503 -> "Not available now";
            default -> status < 500 ? "The request is malformed" : "The broker has failed";
        };
    }
}
