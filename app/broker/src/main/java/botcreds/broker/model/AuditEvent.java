package botcreds.broker.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that happened, in the past tense. Fields are texts under the names of DESIGN section 6; never a token, key or
 * secret.
 *
 * @param type    what happened
 * @param bot     whose request it is about, if any
 * @param request which request it is about, if any
 * @param detail  further fields: {@code repo permissions approval token_id expires_at client_ip reason actor rule …}
 */
public record AuditEvent(
        Type type, Optional<BotId> bot, Optional<RequestId> request, SortedMap<String, String> detail) {
    /** The closed set of events; the name in lower case is the word in the log. */
    public enum Type {
        CREDENTIAL_REQUESTED,
        CREDENTIAL_ISSUED,
        CREDENTIAL_DELIVERED,
        CREDENTIAL_DENIED,
        CREDENTIAL_REFRESHED,
        CREDENTIAL_REVOKED,
        CREDENTIAL_REVOCATION_REQUESTED,
        CREDENTIAL_EXPIRED,
        GRANT_ENDED,
        APPROVAL_REQUESTED,
        APPROVAL_GRANTED,
        APPROVAL_VOTED,
        APPROVAL_DENIED,
        APPROVAL_EXPIRED,
        REQUEST_NARROWED,
        REQUEST_CANCELLED,
        REQUEST_FAILED,
        DECISION_REFUSED,
        MINT_STARTED,
        MINT_FAILED,
        REPOSITORY_LOOKED_UP,
        REPOSITORY_RENAMED,
        ORPHAN_POSSIBLE,
        OWN_TOKEN_USED,
        ORPHANED_KEY_FOUND,
        ATTRIBUTION_VIOLATED,
        ATTRIBUTION_MENDED,
        SCOPE_MISMATCH,
        DELIVERY_UNCERTAIN,
        POLICY_CHANGED,
        POLICY_REJECTED,
        POLICY_REMEMBERED,
        POLICY_PROPOSED,
        POLICY_FORGOTTEN,
        ACCESS_REVIEWED,
        KEY_ROTATED,
        KEY_EXPOSED,
        APP_KEYS_CHANGED,
        APP_KEYS_REJECTED,
        APP_KEY_REFUSED,
        BOT_LOCKED,
        BOT_UNLOCKED,
        ELEVATED,
        ELEVATION_ENDED,
        SLACK_AUTH_FAILED,
        LOGGED_IN,
        LOGGED_OUT,
        LOGIN_REFUSED,
        BROKER_STARTED,
        AUDIT_CUT,
        DATABASE_RESTORED,
        /** Of a newer version that runs beside this one; never appended here. */
        UNKNOWN;

        /** Returns the word in the log, for example {@code credential_issued}. */
        public String word() {
            return AsciiCase.fold(name());
        }

        /** The event with this word, or {@link #UNKNOWN}. */
        public static Type of(String word) {
            return BY_WORD.getOrDefault(word, UNKNOWN);
        }

        private static final Map<String, Type> BY_WORD =
                Stream.of(values()).collect(Collectors.toUnmodifiableMap(Type::word, type -> type));
    }

    public AuditEvent {
        detail = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(detail));
    }

    /** An event about no bot and no request. */
    public static AuditEvent of(Type type, Map<String, String> detail) {
        return new AuditEvent(type, Optional.empty(), Optional.empty(), new TreeMap<>(detail));
    }

    /** An event about a request, with its repositories and permissions in it. */
    public static AuditEvent of(Type type, AccessRequest request, Map<String, String> detail) {
        SortedMap<String, String> all = new TreeMap<>(detail);
        all.put("repo", String.join(" ", request.scope().repositoryNames()));
        all.put("permissions", String.join(" ", request.scope().permissions().words()));
        return new AuditEvent(type, Optional.of(request.bot()), Optional.of(request.id()), all);
    }

    /**
     * An event as it stands in the log.
     *
     * @param seq      1, 2, 3 … without gaps
     * @param at       the store's time, to the microsecond
     * @param json     the row as it is hashed: one line of JSON with {@code seq}, {@code timestamp} and every field
     * @param prevHash hash of the row before, 64 zeros for the first
     * @param hash     SHA-256 in hex over {@code prevHash} and {@code json}
     */
    public record Recorded(long seq, Instant at, AuditEvent event, String json, String prevHash, String hash) {
        public Brief brief() {
            return new Brief(seq, at, event.type(), event.bot(), event.request());
        }
    }

    /** As much of a row as those need who follow what happens and do not care for the details. */
    public record Brief(long seq, Instant at, Type type, Optional<BotId> bot, Optional<RequestId> request) {}
}
