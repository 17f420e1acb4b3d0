package botcreds.broker.credentials;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Durations;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.RequestId;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;
import java.time.Duration;
import java.time.Instant;

/** The sentences a bot gets when there is no credential; one place, so that they stay alike. */
public final class Refusals {
    private static final String ASK_AGAIN = "Send POST /v1/token again if you still need it.";

    private Refusals() {}

    /** A deny of the policy: no human can approve that. */
    public static Answer.Refused denied(RuleRef rule) {
        return new Answer.Refused(Refusal.of(
                        Refusal.Code.POLICY_DENIED,
                        rule.why(),
                        "No human can approve this. Ask for another repository or fewer permissions, or have the owner change"
                                + " the policy; GET /v1/can shows what is allowed.")
                .by(rule.toString()));
    }

    /** There is none, or it is another bot's; the answer is the same. */
    public static Answer.Refused notFound() {
        return refused(
                Refusal.Code.NOT_FOUND,
                "There is no such request of this bot.",
                "Check the request_id; requests of other bots are not shown. " + ASK_AGAIN);
    }

    /** Who locked a bot and why is not for it to know: it may be in somebody else's hands. */
    public static Answer.Refused locked() {
        return refused(
                Refusal.Code.BOT_LOCKED,
                "This bot was locked down by a human; it gets nothing until a human unlocks it.",
                "Stop asking, and tell the bot's owner.");
    }

    /** The answer for a request that has ended without a credential. */
    public static Answer.Refused ended(AccessRequest request) {
        return new Answer.Refused(
                switch (request.state()) {
                    case DENIED -> deniedBefore(request);
                    case CANCELLED ->
                        Refusal.of(Refusal.Code.CANCELLED, "The request was cancelled by its bot.", ASK_AGAIN)
                                .about(request.id());
                    case REVOKED ->
                        Refusal.of(
                                        Refusal.Code.REVOKED,
                                        "What was issued for this request has been revoked.",
                                        ASK_AGAIN)
                                .about(request.id());
                    case FAILED -> failed(request);
                    default -> expired(request);
                });
    }

    private static Refusal deniedBefore(AccessRequest request) {
        HumanDecision decision = request.decision().orElseThrow();
        if (decision.byId().equals(HumanDecision.BY_POLICY)) {
            return Refusal.of(
                            Refusal.Code.POLICY_DENIED,
                            decision.reason().orElse("The policy denies this now."),
                            "The policy changed after you asked. GET /v1/can shows what is allowed now.")
                    .by(request.rule())
                    .about(request.id());
        }
        return Refusal.of(
                        Refusal.Code.APPROVAL_DENIED,
                        decision.reason()
                                .map(reason -> decision.byName() + " denied the request: " + reason)
                                .orElse(decision.byName() + " denied the request."),
                        "Do not repeat the same ask. Ask for less, or give a reason that answers the denial.")
                .about(request.id());
    }

    private static Refusal failed(AccessRequest request) {
        HumanDecision outcome = request.decision().orElseThrow();
        Refusal.Code code = Refusal.Code.valueOf(outcome.byName());
        return Refusal.of(code, outcome.reason().orElse("GitHub refused to mint."), hintAfter(code))
                .about(request.id());
    }

    /** What a bot can do after GitHub's final no. */
    static String hintAfter(Refusal.Code code) {
        return switch (code) {
            case NOT_INSTALLED -> "Have an owner install the GitHub App on this repository, then ask again.";
            case PERMISSION_NOT_GRANTED ->
                "Ask for a permission the App has, or have an owner grant it in the App's settings.";
            case INSTALLATION_SUSPENDED -> "Have an owner resume the GitHub App's installation, then ask again.";
            case REPOSITORY_CHANGED ->
                "The repository was renamed, moved or replaced since you asked. Ask again by its name of today.";
            case DEPLOY_KEYS_DISABLED ->
                "Have an owner allow deploy keys in the organization's settings, or ask for an installation_token.";
            case DEPLOY_KEY_IN_USE ->
                "Make a new key pair for this repository and ask again, or leave public_key out and get one.";
            case DEPLOY_KEY_INVALID -> "Send an ed25519 key, or leave public_key out and get one.";
            case SCOPE_MISMATCH ->
                "GitHub's answer did not fit what was approved, so nothing was handed out. The broker's owner has been told.";
            default -> ASK_AGAIN;
        };
    }

    private static Refusal expired(AccessRequest request) {
        boolean answered = request.grantEndsAt().isPresent();
        return Refusal.of(
                        Refusal.Code.EXPIRED,
                        answered
                                ? "The credential of this request has reached its end."
                                : "Nobody decided in time, or the approved credential was not collected in time.",
                        ASK_AGAIN)
                .about(request.id());
    }

    /** Little is left of what the installation's tokens share, and this bot had more of it than the others. */
    static Answer.Refused budgetShort(Instant reset, Duration until) {
        Duration wait = until.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : until;
        return new Answer.Refused(Refusal.of(
                        Refusal.Code.GITHUB_BUDGET_SHORT,
                        "Less than a tenth is left of the calls that GitHub allows all bots together until " + reset
                                + ", and this bot has had more than its share of tokens.",
                        "Use the tokens you have, and ask again after " + reset + ". Nobody was asked to approve.")
                .retryAfter(wait));
    }

    static Answer.Refused gitHubAway(Duration retryAfter, AccessRequest request) {
        return new Answer.Refused(gitHubAway(retryAfter).refusal().about(request.id()));
    }

    /** GitHub does not answer; {@code retryAfter} is when to ask again. */
    public static Answer.Refused gitHubAway(Duration retryAfter) {
        Duration wait = retryAfter.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : retryAfter;
        return new Answer.Refused(Refusal.of(
                        Refusal.Code.GITHUB_UNAVAILABLE,
                        "GitHub did not answer, or asks the broker to wait.",
                        "Nothing is lost. Try again in " + Durations.format(wait) + "; nobody needs to approve again.")
                .retryAfter(wait));
    }

    /** The session may be refreshed again after {@code wait}. */
    public static Answer.Refused refreshedTooOften(RequestId session, Duration wait) {
        return new Answer.Refused(Refusal.of(
                        Refusal.Code.SLOW_DOWN,
                        "This session was refreshed " + RefreshPace.MOST + " times within "
                                + Durations.format(RefreshPace.WINDOW) + ".",
                        "Use the token you have; refresh some minutes before its expires_at.")
                .retryAfter(wait)
                .about(session));
    }

    /** The database is away: nothing is issued that could not be recorded. */
    public static Answer.Refused storeAway() {
        return new Answer.Refused(Refusal.of(
                        Refusal.Code.STORE_UNAVAILABLE,
                        "The broker cannot write its records, so it hands out nothing.",
                        "Try again shortly; if it lasts, tell whoever runs the broker.")
                .retryAfter(Duration.ofSeconds(5)));
    }

    /** One that is not kept here; {@code hint} says what to do next. */
    public static Answer.Refused refused(Refusal.Code code, String detail, String hint) {
        return new Answer.Refused(Refusal.of(code, detail, hint));
    }
}
