package botcreds.broker.requests;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What humans are told about a request that is over, the same on every surface. */
public final class Sentences {
    private static final int LONGEST_SHOWN = 40;

    private Sentences() {}

    /** The judgement on deciding too late. */
    public static Judgement over(AccessRequest request, Instant now) {
        boolean late = request.state() == RequestState.PENDING || request.state() == RequestState.EXPIRED;
        Ruling.Code code = late ? Ruling.Code.EXPIRED : Ruling.Code.ALREADY_DECIDED;
        return Judgement.of(request, code, alreadyOver(request, now));
    }

    private static String alreadyOver(AccessRequest request, Instant now) {
        String name = "#" + request.shortId();
        return switch (request.state()) {
            case PENDING, EXPIRED -> name + " has expired: nobody decided in time. The bot may ask again.";
            case APPROVED, ISSUED -> name + " was already approved " + by(request.decision(), now) + ".";
            case DENIED -> name + " was already denied " + by(request.decision(), now) + ".";
            case CANCELLED -> name + " was cancelled by its bot.";
            case FAILED -> name + " was approved, but GitHub refused to mint.";
            case REVOKED -> name + " has already been revoked.";
        };
    }

    /** Text that someone typed, cut and stripped of what is no plain letter, so that an answer cannot be faked with it. */
    public static String shown(String typed) {
        String plain = typed.replaceAll("[^A-Za-z0-9_-]", "?");
        return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "…";
    }

    private static String by(Optional<HumanDecision> decision, Instant now) {
        return decision.map(made -> "by " + made.byName() + " " + ago(Duration.between(made.at(), now)))
                .orElse("by policy");
    }

    private static String ago(Duration past) {
        if (past.toMinutes() < 1) {
            return "just now";
        }
        if (past.toHours() < 1) {
            return counted(past.toMinutes(), "minute");
        }
        return past.toDays() < 1 ? counted(past.toHours(), "hour") : counted(past.toDays(), "day");
    }

    private static String counted(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s") + " ago";
    }
}
