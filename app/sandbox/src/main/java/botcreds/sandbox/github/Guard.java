package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets in who brings a good App JWT or a live installation token, and answers everybody else as GitHub does. */
final class Guard {
    /** Somebody with a token, or the answer that sends them away; exactly one is set. */
    record Entry(@Nullable Visitor visitor, @Nullable Answer refusal) {
        static Entry refused(Answer refusal) {
            return new Entry(null, refusal);
        }
    }

    /** An endpoint for the App itself. */
    interface ForApp {
        Answer answer(Call call);
    }

    /** An endpoint for whoever holds a token. */
    interface ForVisitor {
        Answer answer(Call call, Visitor visitor);
    }

    private final AppJwt jwt;
    private final Tokens tokens;
    private final Installations installations;
    private final RateLimits limits;

    Guard(AppJwt jwt, Tokens tokens, Installations installations, RateLimits limits) {
        this.jwt = jwt;
        this.tokens = tokens;
        this.installations = installations;
        this.limits = limits;
    }

    /** Asks for an App JWT; its claims go into the ledger whatever the endpoint answers. */
    Routes.Endpoint app(ForApp endpoint) {
        return call -> {
            String[] scheme = call.header("authorization").split(" ", 2);
            if (scheme.length == 2 && !scheme[0].equalsIgnoreCase("Bearer")) {
                return Refusals.badCredentials();
            }
            AppJwt.Verdict verdict = jwt.verify(scheme.length == 2 ? scheme[1].trim() : "");
            if (verdict.refusal() != null) {
                return Refusals.of(401, verdict.refusal());
            }
            Answer answer = endpoint.answer(call);
            return answer.withNoted(noted(answer.noted(), verdict.claims()));
        };
    }

    /** Asks for a live installation token and counts the call against the installation's rate limit. */
    Routes.Endpoint token(ForVisitor endpoint) {
        return call -> {
            Entry entry = enter(call.header("authorization"));
            if (entry.visitor() == null) {
                return entry.refusal() == null ? Refusals.badCredentials() : entry.refusal();
            }
            Visitor visitor = entry.visitor();
            long installation = visitor.installation().id();
            RateLimits.Standing standing = limits.count(installation);
            Answer answer = standing.refusal() == null ? endpoint.answer(call, visitor) : standing.refusal();
            LedgerEntry.Kind kind = answer.noted().kind();
            return answer.withHeaders(standing.headers())
                    .withNoted(new Answer.Noted(kind, installation, visitor.token(), null));
        };
    }

    /** Tells a live installation token what is left of its installation's limit. */
    Routes.Endpoint rateLimit() {
        return call -> {
            Entry entry = enter(call.header("authorization"));
            if (entry.visitor() == null) {
                return entry.refusal() == null ? Refusals.badCredentials() : entry.refusal();
            }
            return Answer.ok(limits.look(entry.visitor().installation().id()));
        };
    }

    /** Finds whom this Authorization header belongs to: {@code token}, {@code Bearer}, or Basic with it as password. */
    Entry enter(String authorization) {
        String[] parts = authorization.trim().split(" +", 2);
        if (parts.length != 2) {
            return Entry.refused(Refusals.of(401, "Requires authentication"));
        }
        String text =
                switch (parts[0].toLowerCase(Locale.ROOT)) {
                    case "token", "bearer" -> parts[1];
                    case "basic" -> password(parts[1]);
                    default -> "";
                };
        IssuedToken token = tokens.find(text).orElse(null);
        Installation installation =
                token == null ? null : installations.find(token.installation()).orElse(null);
        if (token == null || installation == null) {
            return Entry.refused(Refusals.badCredentials());
        }
        return installation.suspended()
                ? Entry.refused(Refusals.suspended())
                : new Entry(new Visitor(token, installation), null);
    }

    private static Answer.Noted noted(Answer.Noted old, @Nullable JsonNode claims) {
        return new Answer.Noted(old.kind(), old.installation(), old.token(), claims);
    }

    private static String password(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
