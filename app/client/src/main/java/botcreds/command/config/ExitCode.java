package botcreds.command.config;

/** How the command ends; scripts rely on the numbers. */
public enum ExitCode {
    OK(0, "done"),
    ERROR(1, "something else went wrong; the message says what"),
    USAGE(2, "the command line, the settings or the request are not valid"),
    NOT_FOUND(3, "there is no such request, token or bot"),
    NOT_ALLOWED(4, "not signed in, or not allowed to do this"),
    DENIED(5, "policy or a human said no; also when 'can' and 'policy check' say no"),
    EXPIRED(6, "nobody decided in time, or it is over"),
    UNREACHABLE(7, "the broker could not be reached, or cannot work now"),
    INTERRUPTED(130, "stopped by Ctrl-C");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
