package botcreds.broker.github;

import botcreds.broker.github.TokenAnswer.Named;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Whether a scope could be minted, asked before a human is. Thread-safe. */
final class Preflights {
    private final Installations installations;
    private final RepositoryIds ids;
    private final Refusals refusals;
    private final Advice advice;
    private final Executor parallel;

    Preflights(Installations installations, RepositoryIds ids, Refusals refusals, Advice advice, Executor parallel) {
        this.installations = installations;
        this.ids = ids;
        this.refusals = refusals;
        this.advice = advice;
        this.parallel = parallel;
    }

    Preflight of(Scope scope, Runnable beforeLookup) {
        return of(scope, beforeLookup, installations.knows(scope.repositories().get(0)));
    }

    private Preflight of(Scope scope, Runnable beforeLookup, boolean remembered) {
        return installation(scope)
                .fold(
                        installation -> {
                            Optional<Preflight> refusal = refusal(installation, scope);
                            if (refusal.isEmpty()) {
                                return ready(installation, scope, beforeLookup);
                            }
                            // A no is not remembered: somebody may have granted it since, or be doing so now.
                            installations.forget(installation.id());
                            return remembered ? of(scope, beforeLookup, false) : refusal.get();
                        },
                        Function.identity());
    }

    private Preflight ready(Installation installation, Scope scope, Runnable beforeLookup) {
        return ids.of(installation.id(), scope.repositories(), beforeLookup)
                .fold(
                        named -> new Preflight.Ready(
                                installation.id(),
                                named.stream().map(Named::id).toList(),
                                Scope.of(named.stream().map(Named::repository).toList(), scope.permissions())),
                        problem -> blamed(problem, installation, scope));
    }

    /** GitHub says that one of several repositories is not accessible, and not which: each is asked about anew. */
    private Preflight blamed(Preflight problem, Installation installation, Scope scope) {
        if (!(problem instanceof Preflight.Refused refused)) {
            return problem;
        }
        installations.forget(installation.id());
        if (refused.code() != Code.NOT_INSTALLED || scope.repositories().size() == 1) {
            return refused;
        }
        List<Repository> guilty = new ArrayList<>();
        List<Found<Installation>> found = all(scope.repositories());
        for (int at = 0; at < found.size(); at++) {
            boolean missing = found.get(at)
                    .fold(
                            there -> false,
                            why -> why instanceof Preflight.Refused no && no.code() == Code.NOT_INSTALLED);
            if (missing) {
                guilty.add(scope.repositories().get(at));
            }
        }
        if (guilty.isEmpty()) {
            return refused;
        }
        Mint.Refused named = refusals.notInstalled(guilty);
        return new Preflight.Refused(named.code(), named.detail(), named.hint());
    }

    private Found<Installation> installation(Scope scope) {
        List<Found<Installation>> found = all(scope.repositories());
        Optional<Preflight> problem = found.stream()
                .flatMap(each -> each.<Optional<Preflight>>fold(there -> Optional.empty(), Optional::of).stream())
                // What a human must mend says more than what passes by itself.
                .min((one, other) ->
                        Boolean.compare(one instanceof Preflight.Unavailable, other instanceof Preflight.Unavailable));
        if (problem.isPresent()) {
            return new Found.Nothing<>(problem.get());
        }
        List<Installation> all = found.stream()
                .flatMap(each -> each.<Optional<Installation>>fold(Optional::of, why -> Optional.empty()).stream())
                .toList();
        if (all.stream().map(Installation::id).distinct().count() != 1) {
            return new Found.Nothing<>(new Preflight.Refused(
                    Code.GITHUB_REFUSED,
                    "GitHub names several installations of the App on " + scope.owner() + ".",
                    "Ask again in some minutes; the App was probably just installed anew."));
        }
        return new Found.It<>(all.get(0));
    }

    private List<Found<Installation>> all(List<Repository> repositories) {
        if (repositories.stream().filter(each -> !installations.knows(each)).count() <= 1) {
            return repositories.stream().map(installations::of).toList();
        }
        List<CompletableFuture<Found<Installation>>> asked = repositories.stream()
                .map(each -> CompletableFuture.supplyAsync(() -> installations.of(each), parallel))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private Optional<Preflight> refusal(Installation installation, Scope scope) {
        if (installation.isSuspended()) {
            return Optional.of(new Preflight.Refused(
                    Code.INSTALLATION_SUSPENDED,
                    "The App is suspended on " + installation.account() + ".",
                    advice.unsuspend(installation)));
        }
        return installation
                .notGranted(scope.permissions())
                .map(what -> new Preflight.Refused(
                        Code.PERMISSION_NOT_GRANTED, "At GitHub " + what + ".", advice.grant(installation)));
    }
}
