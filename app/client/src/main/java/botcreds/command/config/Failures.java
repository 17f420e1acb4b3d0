package botcreds.command.config;

import botcreds.client.AccessDenied;
import botcreds.client.BrokerException;
import botcreds.client.BrokerUnavailable;
import botcreds.client.BrokerUnreachable;
import botcreds.client.CredentialRevoked;
import botcreds.client.InvalidRequest;
import botcreds.client.NotAuthenticated;
import botcreds.client.PolicyDenied;
import botcreds.client.RequestCancelled;
import botcreds.client.RequestExpired;
import botcreds.client.RequestNotFound;
import botcreds.client.StillPending;
import botcreds.client.WaitInterrupted;
import java.util.Map;
import java.util.Set;

/** Gives what went wrong its exit code and its words. */
public final class Failures {
    private static final Map<Class<? extends BrokerException>, ExitCode> CODES = Map.ofEntries(
            Map.entry(NotAuthenticated.class, ExitCode.NOT_ALLOWED),
            Map.entry(PolicyDenied.class, ExitCode.DENIED),
            Map.entry(RequestNotFound.class, ExitCode.NOT_FOUND),
            Map.entry(RequestExpired.class, ExitCode.EXPIRED),
            Map.entry(RequestCancelled.class, ExitCode.EXPIRED),
            Map.entry(CredentialRevoked.class, ExitCode.EXPIRED),
            Map.entry(StillPending.class, ExitCode.EXPIRED),
            Map.entry(InvalidRequest.class, ExitCode.USAGE),
            Map.entry(BrokerUnreachable.class, ExitCode.UNREACHABLE),
            Map.entry(BrokerUnavailable.class, ExitCode.UNREACHABLE),
            Map.entry(WaitInterrupted.class, ExitCode.INTERRUPTED));

    /** What the broker answers to a bot that a human turned down; any other 403 is about the caller's rights. */
    private static final Set<String> NO_OF_A_HUMAN = Set.of("approval_denied", "bot_locked", "policy_denies");

    /** Well said, and overtaken by something else. */
    private static final Set<String> TOO_LATE =
            Set.of("already_decided", "ambiguous", "stale", "superseded", "not_a_login");

    private Failures() {}

    /** Returns the failure that the command should end with. */
    public static CommandFailure of(RuntimeException problem) {
        if (problem instanceof CommandFailure failure) {
            return failure;
        }
        if (problem instanceof BrokerException refused) {
            return new CommandFailure(code(refused), sentence(refused), refused.hint());
        }
        // No message of a fault is shown: nobody has checked what is in it.
        return new CommandFailure(
                ExitCode.ERROR,
                "The command failed on a fault of its own ("
                        + problem.getClass().getSimpleName() + ").",
                "Set BOTCREDS_DEBUG=1 to see where, and report it.");
    }

    private static ExitCode code(BrokerException refused) {
        if (refused instanceof AccessDenied) {
            return NO_OF_A_HUMAN.contains(refused.code()) ? ExitCode.DENIED : ExitCode.NOT_ALLOWED;
        }
        if (TOO_LATE.contains(refused.code())) {
            return ExitCode.ERROR;
        }
        return CODES.getOrDefault(refused.getClass(), ExitCode.ERROR);
    }

    /** The message of a {@link BrokerException} is its sentence and its hint; here they stand apart. */
    private static String sentence(BrokerException refused) {
        String message = String.valueOf(refused.getMessage());
        String hint = " " + refused.hint();
        return message.endsWith(hint) ? message.substring(0, message.length() - hint.length()) : message;
    }
}
