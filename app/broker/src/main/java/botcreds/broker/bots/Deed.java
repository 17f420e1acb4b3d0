package botcreds.broker.bots;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a word that can hit many things; or, as a preview, what it would hit. Both come from the same look, so what
 * a human confirms is what is done.
 *
 * @param code    what happened; everything but DONE changed nothing
 * @param text    a sentence for that human, plain text, the same on every surface
 * @param preview whether it was only a look
 * @param hits    what was hit, or would be
 * @param left    what could not be done, or not yet, a sentence each
 */
public record Deed(Code code, String text, boolean preview, List<Hit> hits, List<String> left) {
    /** Closed set; the word in lower case is on the wire. */
    public enum Code {
        DONE,
        NOTHING,
        NOT_FOUND,
        NOT_APPROVER,
        SELF_APPROVAL,
        POLICY_DENIES,
        BOT_LOCKED,
        TAKES_MORE_HUMANS,
        UNAVAILABLE
    }

    public Deed {
        hits = List.copyOf(hits);
        left = List.copyOf(left);
    }

    /** Nothing was done; the text says why. */
    public static Deed no(Code code, String text) {
        return new Deed(code, text, false, List.of(), List.of());
    }

    public boolean accepted() {
        return code == Code.DONE;
    }

    /** What is hit. */
    public enum Kind {
        REQUEST,
        CREDENTIAL,
        API_KEY,
        ELEVATION,
        LOCK
    }

    /**
     * One thing.
     *
     * @param id       its own name: a token's, a key's, an elevation's, a bot's, or a request's short id
     * @param request  the request that it hangs on, as it was shown, if it does
     * @param scope    what it opens, if it opens something
     * @param state    how it stands, or stood before: PENDING, ISSUED, ACTIVE, REVOKING …
     * @param ends     when it ends by itself
     */
    public record Hit(
            Kind kind,
            String id,
            BotId bot,
            Optional<Shown> request,
            Optional<Scope> scope,
            String state,
            Optional<Instant> ends) {
        /** A request. */
        public static Hit of(AccessRequest request) {
            return new Hit(
                    Kind.REQUEST,
                    request.shortId(),
                    request.bot(),
                    Optional.of(Shown.of(request)),
                    Optional.of(request.scope()),
                    request.state().name(),
                    request.grantEndsAt().or(() -> Optional.of(request.expiresAt())));
        }

        static Hit of(Credential credential, AccessRequest request) {
            return new Hit(
                    Kind.CREDENTIAL,
                    credential.id().value(),
                    credential.bot(),
                    Optional.of(Shown.of(request)),
                    Optional.of(request.scope()),
                    credential.state().name(),
                    Optional.of(credential.expiresAt()));
        }

        static Hit of(Elevation elevation) {
            return new Hit(
                    Kind.ELEVATION,
                    elevation.id(),
                    elevation.bot(),
                    Optional.empty(),
                    Optional.of(elevation.scope()),
                    "ACTIVE",
                    Optional.of(elevation.endsAt()));
        }

        static Hit plain(Kind kind, String id, BotId bot, String state) {
            return new Hit(kind, id, bot, Optional.empty(), Optional.empty(), state, Optional.empty());
        }
    }

    /**
     * A request at the revision that was shown; a confirmation names these, so that nothing is approved unseen.
     *
     * @param id       the full id
     * @param revision 1 or more
     */
    public record Shown(String id, int revision) {
        /** As it stands now. */
        public static Shown of(AccessRequest request) {
            return new Shown(request.id().value(), request.revision());
        }

        /** What a click on it means. */
        public Target target() {
            return new Target(id, Optional.of(revision), Optional.empty());
        }
    }
}
