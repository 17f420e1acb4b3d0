package botcreds.command.git;

import botcreds.client.BrokerException;
import botcreds.client.StillPending;
import botcreds.command.config.CommandFailure;
import botcreds.command.config.Configuration;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Failures;
import botcreds.command.config.Spans;
import botcreds.command.config.Surroundings;
import botcreds.command.grants.Grant;
import botcreds.command.grants.GrantCache;
import botcreds.command.grants.Grants;
import botcreds.command.grants.JobMark;
import botcreds.command.grants.Need;
import botcreds.command.grants.Wish;
import java.time.Duration;
import java.util.Map;

/** Gets access for a tool that can only show one line of text when there is none. */
public final class Access {
    private final Surroundings surroundings;
    private final Configuration configuration;

    public Access(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.configuration = new Configuration(surroundings, Map.of());
    }

    public Configuration configuration() {
        return configuration;
    }

    public Grants grants() {
        return new Grants(GrantCache.of(configuration), configuration::asBot, surroundings.clock());
    }

    /**
     * Waits for a human for as long as {@code BOTCREDS_WAIT} says, and not at all without it.
     *
     * @param purpose what the human reads, unless {@code BOTCREDS_REASON} says better
     * @throws RuntimeException for every no; {@link #line} has the words
     */
    Grant get(Need need, String purpose) {
        requireLivingJob();
        Wish now = Wish.of(need, configuration.setting("reason").orElse(purpose), Duration.ZERO);
        Duration patience = configuration.setting("wait").map(Spans::parse).orElse(Duration.ZERO);
        Grants grants = grants();
        try {
            return grants.get(now);
        } catch (StillPending pending) {
            if (patience.isZero()) {
                throw pending;
            }
            surroundings
                    .err()
                    .println("botcreds: waiting up to " + patience.toSeconds() + " s for somebody to approve " + need
                            + ".");
            return grants.get(Wish.of(need, now.reason(), patience));
        }
    }

    /** A job that was killed could not give anything back, so nothing more is given to what it left running. */
    private void requireLivingJob() {
        if (surroundings
                .variable("BOTCREDS_JOB")
                .filter(mark -> !JobMark.of(mark).isAlive())
                .isPresent()) {
            throw new CommandFailure(
                    ExitCode.EXPIRED, "The 'botcreds exec' that gave this access is over.", "Start it again.");
        }
    }

    /** What happened and what to do next, on one line. */
    static String line(RuntimeException problem, Need need) {
        if (problem instanceof StillPending pending) {
            return "botcreds: " + need + " waits for approval ("
                    + pending.requestId().orElse("?")
                    + "). Run it again when somebody has approved, or set BOTCREDS_WAIT=10m to wait.";
        }
        CommandFailure failure = Failures.of(problem);
        String about = problem instanceof BrokerException ? need + ": " : "";
        return ("botcreds: " + about + failure.sentence() + " " + failure.hint()).replaceAll("\\p{Cntrl}", " ");
    }
}
