package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.TokenAnswer.Named;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing in one repository with a token of the App that can do just that there, and ends the token at once. The
 * token never leaves this package. Thread-safe.
 */
final class RepositoryKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryKeeper.class);

    private final TokenCreation creation;
    private final Wire wire;
    private final AppJwt jwt;
    private final Revoker revoker;
    private final Refusals refusals;
    private final Installations installations;

    RepositoryKeeper(
            TokenCreation creation,
            Wire wire,
            AppJwt jwt,
            Revoker revoker,
            Refusals refusals,
            Installations installations) {
        this.creation = creation;
        this.wire = wire;
        this.jwt = jwt;
        this.revoker = revoker;
        this.refusals = refusals;
        this.installations = installations;
    }

    /** The repository by the name it has now, open for calls while {@link #with} runs. */
    record Open(Repository repository, Secret token, Wire wire) {
        Exchange call(String method, String pathBelowRepository, String body) {
            return wire.send(new Call(
                    Call.Who.INSTALLATION,
                    method,
                    wire.uri("/repos/" + repository.owner() + "/" + repository.name() + pathBelowRepository),
                    Optional.of(Secret.of("Bearer " + token.reveal())),
                    body));
        }
    }

    /**
     * Opens, works and closes.
     *
     * @param permission the one permission the token has, beside {@code metadata:read}
     * @param onNoToken  Refused or Unavailable
     */
    <T> T with(
            RepositoryPlace place,
            String permission,
            Level level,
            Function<Open, T> work,
            Function<Mint, T> onNoToken) {
        Permissions permissions = Permissions.of(Map.of(permission, level));
        Exchange exchange = creation.byIds(place.installationId(), List.of(place.repositoryId()), permissions);
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            return onNoToken.apply(new Mint.Unavailable(
                    trouble.get().retryAfter(), false, trouble.get().why()));
        }
        if (!(exchange instanceof Answered answer)) {
            throw new IllegalStateException("neither trouble nor an answer: " + exchange);
        }
        Optional<Secret> token = answer.status() / 100 == 2 ? Json.token(answer.body()) : Optional.empty();
        if (token.isEmpty()) {
            installations.forget(place.installationId());
            Mint.Refused no = refusals.of(answer, new Scope(List.of(place.repository()), permissions));
            // A key outlives an installation; the App may have been installed anew since.
            return installations
                    .of(place.repository())
                    .fold(Optional::of, why -> Optional.<Installation>empty())
                    .filter(now -> answer.status() == 404 && now.id() != place.installationId())
                    .map(now -> with(
                            new RepositoryPlace(now.id(), place.repositoryId(), place.repository()),
                            permission,
                            level,
                            work,
                            onNoToken))
                    .orElseGet(() -> onNoToken.apply(no));
        }
        revoker.minted(token.get());
        try {
            Optional<Repository> repository = narrowed(answer, place, permissions);
            return repository.isPresent()
                    ? work.apply(new Open(repository.get(), token.get(), wire))
                    : onNoToken.apply(new Mint.Refused(
                            Code.GITHUB_REFUSED,
                            "GitHub minted a broader token than ordered; it was not used.",
                            Advice.operator()));
        } finally {
            boolean dead = revoker.end(token.get());
            LOG.debug("the token for {} is {}", permission, dead ? "revoked" : "being revoked");
        }
    }

    private Optional<Repository> narrowed(Answered answer, RepositoryPlace place, Permissions permissions) {
        return TokenAnswer.read(answer.body())
                .filter(given -> given.difference(permissions, jwt.now()).isEmpty())
                .map(TokenAnswer::repositories)
                .filter(all -> all.size() == 1 && all.get(0).id() == place.repositoryId())
                .map(all -> all.get(0))
                .map(Named::repository);
    }
}
