package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.TokenAnswer.Named;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Mints what was ordered and hands out nothing else. Thread-safe. */
final class Minting {
    private static final Duration AFTER_NONSENSE = Duration.ofSeconds(10);

    private final TokenCreation creation;
    private final AppJwt jwt;
    private final Revoker revoker;
    private final Refusals refusals;
    private final Installations installations;
    private final RepositoryIds ids;
    private final Budgets budgets;

    Minting(
            TokenCreation creation,
            AppJwt jwt,
            Revoker revoker,
            Refusals refusals,
            Installations installations,
            RepositoryIds ids,
            Budgets budgets) {
        this.creation = creation;
        this.jwt = jwt;
        this.revoker = revoker;
        this.refusals = refusals;
        this.installations = installations;
        this.ids = ids;
        this.budgets = budgets;
    }

    Mint mint(MintOrder order) {
        Exchange exchange = creation.byIds(
                order.installationId(), order.repositoryIds(), order.scope().permissions());
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            Trouble it = trouble.get();
            return new Mint.Unavailable(it.retryAfter(), it.maybeDone(), it.why());
        }
        if (!(exchange instanceof Answered answer)) {
            throw new IllegalStateException("neither trouble nor an answer: " + exchange);
        }
        if (answer.status() == 201) {
            return TokenAnswer.read(answer.body())
                    .map(token -> accepted(order, token))
                    .orElseGet(() -> unreadable(answer));
        }
        if (answer.status() >= 200 && answer.status() < 300) {
            return unreadable(answer);
        }
        forget(order);
        return refusals.of(answer, order.scope());
    }

    private Mint accepted(MintOrder order, TokenAnswer answer) {
        revoker.minted(answer.token());
        Optional<String> difference = answer.difference(order.scope().permissions(), jwt.now());
        if (difference.isPresent()) {
            return mismatch(order, answer.token(), difference.get());
        }
        List<Named> given = answer.repositories();
        Map<Long, Repository> names = new HashMap<>();
        given.forEach(each -> names.put(each.id(), each.repository()));
        if (given.size() != order.repositoryIds().size() || !names.keySet().equals(Set.copyOf(order.repositoryIds()))) {
            return mismatch(order, answer.token(), "it is for other repositories");
        }
        for (int at = 0; at < order.repositoryIds().size(); at++) {
            Repository asked = order.scope().repositories().get(at);
            if (!asked.equals(names.get(order.repositoryIds().get(at)))) {
                return changed(order, answer.token(), asked);
            }
        }
        budgets.mintedFor(order.installationId(), answer.token());
        Instant end = answer.expiresAt().orElseThrow();
        return new Mint.Minted(answer.token(), end, Optional.empty());
    }

    private Mint mismatch(MintOrder order, Secret token, String what) {
        forget(order);
        return new Mint.Mismatch("GitHub minted a token other than ordered: " + what, revoker.end(token));
    }

    /** The approval named a repository, and by now another one answers to that name or this one to another name. */
    private Mint changed(MintOrder order, Secret token, Repository asked) {
        forget(order);
        if (!revoker.end(token)) {
            return new Mint.Mismatch("what was " + asked + " has another name by now", false);
        }
        return new Mint.Refused(
                Code.REPOSITORY_CHANGED,
                asked
                        + " is not the repository any more that this request was made for: it was renamed, moved or replaced.",
                Advice.currentName());
    }

    private Mint unreadable(Answered answer) {
        Optional<Secret> token = Json.token(answer.body());
        token.ifPresent(revoker::minted);
        boolean dead = token.map(revoker::end).orElse(false);
        return new Mint.Unavailable(
                AFTER_NONSENSE,
                !dead,
                "GitHub's answer to the order of a token (status " + answer.status() + ") could not be read"
                        + (dead ? "; the token in it was revoked" : ""));
    }

    private void forget(MintOrder order) {
        installations.forget(order.installationId());
        order.scope().repositories().forEach(ids::forget);
    }
}
