package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.Human;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in full members of our workspace who came through our app, and nobody else. What they may decide is for
 * {@link Decisions} to say. Thread-safe.
 */
final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
    private static final String STRANGER =
            "Only full members of this workspace can use the credential broker. Nothing was decided.";
    private static final String UNCHECKED =
            "The broker could not check with Slack who you are, so nothing was decided. Please try again in a minute.";

    private final Workspace workspace;
    private final People people;
    private final Decisions decisions;

    Doorkeeper(Workspace workspace, People people, Decisions decisions) {
        this.workspace = workspace;
        this.people = people;
        this.decisions = decisions;
    }

    /**
     * What a payload says of where it comes from; each may be empty, and then it is not ours.
     *
     * @param enterpriseId of the workspace; empty when it belongs to none
     * @param userTeamId   empty when the payload does not tell, as a command's does not
     */
    record Origin(String teamId, String enterpriseId, String appId, String userId, String userTeamId) {}

    /** Looks at the ids only, which takes no call once the workspace is known; returns what to tell whoever is turned away. */
    Optional<String> turnAway(Origin origin) {
        try {
            Workspace.Ours ours = workspace.ours();
            if (isOurs(ours, origin)) {
                return Optional.empty();
            }
            return Optional.of(stranger(origin, "foreign_workspace"));
        } catch (SlackFault fault) {
            return Optional.of(unchecked(origin, fault));
        }
    }

    /** Looks everything up, and goes on with the human or with what to tell them instead. */
    <T> T admit(Origin origin, Function<Human, T> in, Function<String, T> out) {
        Optional<String> refusal = turnAway(origin);
        if (refusal.isPresent()) {
            return out.apply(refusal.get());
        }
        Optional<Human> member;
        try {
            member = people.member(origin.userId());
        } catch (SlackFault fault) {
            return out.apply(unchecked(origin, fault));
        }
        return member.isPresent()
                ? in.apply(member.get())
                : out.apply(stranger(origin, "foreign_workspace: a guest, a bot, a leaver or from outside"));
    }

    /** Tells whether this came from our workspace through our app, without a word in the log. */
    boolean comesFromUs(Origin origin) throws SlackFault {
        return isOurs(workspace.ours(), origin);
    }

    /**
     * Looks somebody up who only looks: empty for guests, bots, leavers and strangers, without a word in the log, for they
     * have tried nothing.
     */
    Optional<Human> recognise(Origin origin) throws SlackFault {
        return comesFromUs(origin) ? people.member(origin.userId()) : Optional.empty();
    }

    /** Writes down that a request of Slack's made no sense, and returns what to tell whoever sent it. */
    String senseless(String userId, String why) {
        decisions.refused(userId, why);
        return "This is not a button of the credential broker that is in use. Nothing was decided.";
    }

    private boolean isOurs(Workspace.Ours ours, Origin origin) {
        boolean enterprise = origin.enterpriseId().isEmpty()
                || ours.enterpriseId().filter(origin.enterpriseId()::equals).isPresent();
        // On Enterprise Grid a colleague may be of another workspace; there the look-up of the person decides.
        boolean colleague = origin.userTeamId().isEmpty()
                || ours.isOurTeam(origin.userTeamId())
                || ours.enterpriseId().isPresent();
        return ours.isOurTeam(origin.teamId())
                && enterprise
                && colleague
                && !origin.userId().isEmpty()
                && workspace.isOurApp(origin.appId());
    }

    private String stranger(Origin origin, String why) {
        decisions.refused(origin.userId().isEmpty() ? "unknown" : origin.userId(), why);
        return STRANGER;
    }

    private static String unchecked(Origin origin, SlackFault fault) {
        LOG.warn("could not look {} up, so they are refused: {}", origin.userId(), fault.error());
        return UNCHECKED;
    }
}
