package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Minting and revoking installation tokens (docs: REST API endpoints for GitHub Apps). */
final class TokenEndpoints {
    private static final int MOST_REPOSITORIES = 500;
    private static final String NO_REPOSITORY = "There is at least one repository that does not exist or is not"
            + " accessible to the parent installation.";
    private static final String NOT_GRANTED = "The permissions requested are not granted to this installation.";
    private static final String TOO_HIGH =
            "The level of access for permissions requested are not granted to this installation.";

    private final Installations installations;
    private final Repositories repositories;
    private final Tokens tokens;
    private final Ledger ledger;

    TokenEndpoints(Installations installations, Repositories repositories, Tokens tokens, Ledger ledger) {
        this.installations = installations;
        this.repositories = repositories;
        this.tokens = tokens;
        this.ledger = ledger;
    }

    void addTo(Routes routes, Guard guard) {
        routes.add("POST", "/app/installations/*/access_tokens", guard.app(this::mint));
        routes.add("DELETE", "/installation/token", guard.token((call, visitor) -> revoke(visitor)));
    }

    private Answer mint(Call call) {
        Optional<Installation> found = installations.find(call.id(0));
        Answer answer = found.map(installation -> mint(call, installation)).orElseGet(Refusals::notFound);
        Long installation = found.map(Installation::id).orElse(null);
        return answer.withNoted(new Answer.Noted(
                LedgerEntry.Kind.MINT, installation, answer.noted().token(), null));
    }

    private Answer mint(Call call, Installation installation) {
        if (installation.suspended()) {
            return Refusals.suspended();
        }
        TokenRequest.Reading reading = TokenRequest.read(call.body());
        TokenRequest request = reading.request();
        if (request == null) {
            return reading.refusal() == null ? Refusals.notJson() : reading.refusal();
        }
        Map<Long, HostedRepository> narrowed = narrow(request, installation);
        if (narrowed == null || narrowed.size() > MOST_REPOSITORIES) {
            return Refusals.of(422, NO_REPOSITORY);
        }
        String refusal = refusalOfPermissions(request, installation);
        if (refusal != null) {
            return Refusals.of(422, refusal);
        }
        PermissionSet permissions =
                request.permissions() == null ? installation.permissions() : new PermissionSet(request.permissions());
        boolean named = request.names() != null || request.ids() != null;
        Tokens.Minted minted = tokens.mint(
                installation.id(),
                permissions,
                named ? narrowed.keySet() : null,
                askedFormat(call.header("x-github-stateless-s2s-token")));
        ledger.countMint();
        return Answer.of(201, json(call, installation, minted, named ? narrowed : null))
                .withNoted(new Answer.Noted(LedgerEntry.Kind.MINT, installation.id(), minted.token(), null));
    }

    /** Returns the repositories that were named, by id; null when the installation cannot see one of them. */
    private @Nullable Map<Long, HostedRepository> narrow(TokenRequest request, Installation installation) {
        Map<Long, HostedRepository> narrowed = new LinkedHashMap<>();
        if (request.names() != null) {
            for (String name : request.names()) {
                Optional<HostedRepository> one =
                        repositories.find(installation.account().login() + "/" + name);
                if (one.filter(installation::includes).isEmpty()) {
                    return null;
                }
                one.ifPresent(repository -> narrowed.put(repository.id(), repository));
            }
        }
        if (request.ids() != null) {
            for (long id : request.ids()) {
                Optional<HostedRepository> one = repositories.find(id);
                if (one.filter(installation::includes).isEmpty()) {
                    return null;
                }
                one.ifPresent(repository -> narrowed.put(id, repository));
            }
        }
        return narrowed;
    }

    private static @Nullable String refusalOfPermissions(TokenRequest request, Installation installation) {
        if (request.permissions() == null) {
            return null;
        }
        for (Map.Entry<String, AccessLevel> asked : request.permissions().entrySet()) {
            AccessLevel granted = installation.permissions().level(asked.getKey());
            if (granted == null) {
                return NOT_GRANTED;
            }
            if (!granted.covers(asked.getValue())) {
                return TOO_HIGH;
            }
        }
        return null;
    }

    private static ObjectNode json(
            Call call,
            Installation installation,
            Tokens.Minted minted,
            @Nullable Map<Long, HostedRepository> narrowed) {
        ObjectNode json = Json.object()
                .put("token", minted.text())
                .put("expires_at", minted.token().expiresAt().toString());
        json.set("permissions", minted.token().permissions().toJson());
        json.put("repository_selection", narrowed == null ? installation.selection() : "selected");
        if (narrowed != null) {
            ArrayNode list = json.putArray("repositories");
            narrowed.values().forEach(repository -> list.add(repository.toJson(call.origin())));
        }
        return json;
    }

    private Answer revoke(Visitor visitor) {
        if (!tokens.revoke(visitor.token())) {
            return Refusals.badCredentials();
        }
        ledger.countRevocation();
        return Answer.empty(204).withNoted(new Answer.Noted(LedgerEntry.Kind.REVOKE, null, null, null));
    }

    /** The override header of 2026; null when the call does not choose. */
    private static @Nullable Boolean askedFormat(String header) {
        return switch (header.toLowerCase(Locale.ROOT)) {
            case "enabled" -> true;
            case "disabled" -> false;
            default -> null;
        };
    }
}
