package botcreds.command.git;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Failures;
import botcreds.command.config.Surroundings;
import botcreds.command.grants.Need;

/**
 * Prints a token for tools that start a program to get one: {@code GIT_ASKPASS}, which first asks for a user name, and the
 * {@code gh} shim. {@code BOTCREDS_REPO} and {@code BOTCREDS_NEED} say for what.
 */
public final class Askpass {
    private static final String DEFAULT_NEED = "contents:read";

    private final Surroundings surroundings;
    private final Access access;

    public Askpass(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.access = new Access(surroundings);
    }

    /** Answers git's question. */
    public ExitCode answer(String prompt) {
        if (prompt.startsWith("Username")) {
            surroundings.out().println("x-access-token");
            return ExitCode.OK;
        }
        return token("git");
    }

    /** Prints a token that lives for five more minutes at least. */
    public ExitCode token(String tool) {
        String repos = surroundings.variable("BOTCREDS_REPO").orElse("");
        if (repos.isEmpty()) {
            surroundings.err().println("botcreds: it is not known for which repository. Set BOTCREDS_REPO=owner/name.");
            return ExitCode.USAGE;
        }
        Need need = Need.of(repos, access.configuration().setting("need").orElse(DEFAULT_NEED));
        try {
            surroundings.out().println(access.get(need, tool + " on " + repos).token());
            return ExitCode.OK;
        } catch (RuntimeException problem) {
            surroundings.err().println(Access.line(problem, need));
            return Failures.of(problem).code();
        }
    }
}
