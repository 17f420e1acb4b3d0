package botcreds.command.config;

/** Ends the command with one sentence about what happened, and one about what to do next. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final String hint;

    public CommandFailure(ExitCode code, String sentence, String hint) {
        super(sentence);
        this.code = code;
        this.hint = hint;
    }

    public static CommandFailure usage(String sentence, String hint) {
        return new CommandFailure(ExitCode.USAGE, sentence, hint);
    }

    public ExitCode code() {
        return code;
    }

    public String hint() {
        return hint;
    }

    /** The sentence alone; {@link #getMessage} is never null here. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
