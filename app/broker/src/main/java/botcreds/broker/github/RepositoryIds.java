package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.TokenAnswer.Named;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * GitHub's ids of repositories, which survive renames and are minted by. The App may not ask for them with its signature
 * alone; the answer to a mint tells them, so a token that can read metadata only is minted for that and revoked. Thread-safe.
 */
final class RepositoryIds {
    private static final Duration KEPT = Duration.ofHours(6);
    private static final Permissions METADATA = Permissions.of(Map.of("metadata", Level.READ));

    private final TokenCreation creation;
    private final AppJwt jwt;
    private final Revoker revoker;
    private final Refusals refusals;
    private final Remembered<Repository, Named> known;
    private final Joined<List<Object>, Found<List<Named>>> asked = new Joined<>();

    RepositoryIds(TokenCreation creation, AppJwt jwt, Revoker revoker, Refusals refusals, LongSupplier nanos) {
        this.creation = creation;
        this.jwt = jwt;
        this.revoker = revoker;
        this.refusals = refusals;
        this.known = new Remembered<>(KEPT, nanos);
    }

    void know(Repository repository, long id) {
        known.put(repository, new Named(id, repository));
    }

    void forget(Repository repository) {
        known.forget(repository);
    }

    /** Returns one for each repository, in their order. */
    Found<List<Named>> of(long installation, List<Repository> repositories, Runnable beforeLookup) {
        return remembered(repositories)
                // Once more inside: the question may have been answered on the way to asking it.
                .orElseGet(() -> asked.ask(
                        List.of(installation, repositories),
                        () -> remembered(repositories)
                                .orElseGet(() -> lookUp(installation, repositories, beforeLookup))));
    }

    private Optional<Found<List<Named>>> remembered(List<Repository> repositories) {
        List<Named> all = new ArrayList<>();
        for (Repository each : repositories) {
            known.get(each).ifPresent(all::add);
        }
        return all.size() == repositories.size() ? Optional.of(new Found.It<>(all)) : Optional.empty();
    }

    private Found<List<Named>> lookUp(long installation, List<Repository> repositories, Runnable beforeLookup) {
        beforeLookup.run();
        Exchange exchange = creation.byNames(
                installation, repositories.stream().map(Repository::name).toList(), METADATA);
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            return unavailable(trouble.get());
        }
        if (!(exchange instanceof Answered answer)) {
            throw new IllegalStateException("neither trouble nor an answer: " + exchange);
        }
        Optional<TokenAnswer> token =
                answer.status() == 201 ? TokenAnswer.read(answer.body()) : Optional.<TokenAnswer>empty();
        if (token.isPresent()) {
            end(token.get().token());
            return read(repositories, token.get());
        }
        if (answer.status() >= 200 && answer.status() < 300) {
            Json.token(answer.body()).ifPresent(this::end);
            return unavailable(
                    new Trouble(Duration.ofSeconds(10), true, "GitHub's answer to a look-up could not be read"));
        }
        Mint.Refused refusal = refusals.of(answer, Scope.of(repositories, METADATA));
        return new Found.Nothing<>(new Preflight.Refused(refusal.code(), refusal.detail(), refusal.hint()));
    }

    private void end(Secret token) {
        revoker.minted(token);
        revoker.endInBackground(token);
    }

    private Found<List<Named>> read(List<Repository> repositories, TokenAnswer answer) {
        Map<Repository, Named> given = new HashMap<>();
        answer.repositories().forEach(each -> given.put(each.repository(), each));
        List<Named> inOrder = new ArrayList<>();
        for (Repository each : repositories) {
            Named named = given.get(each);
            if (named != null) {
                inOrder.add(named);
            }
        }
        boolean exact = answer.repositories().size() == repositories.size()
                && inOrder.size() == repositories.size()
                && inOrder.stream().map(Named::id).distinct().count() == inOrder.size();
        if (!exact || answer.difference(METADATA, jwt.now()).isPresent()) {
            return new Found.Nothing<>(new Preflight.Refused(
                    Code.GITHUB_REFUSED,
                    "GitHub answered for other repositories than it was asked about.",
                    Advice.currentName()));
        }
        inOrder.forEach(each -> known.put(each.repository(), each));
        return new Found.It<>(inOrder);
    }

    private static Found<List<Named>> unavailable(Trouble trouble) {
        return new Found.Nothing<>(new Preflight.Unavailable(trouble.retryAfter(), trouble.why()));
    }
}
