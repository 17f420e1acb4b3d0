package botcreds.broker.settings;

import java.util.List;

/** The broker cannot start with these settings. Carries every problem found, each with the name it is about. */
public final class BadSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public BadSettings(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns one sentence per problem, none of which shows a secret's value. */
    public List<String> problems() {
        return problems;
    }
}
