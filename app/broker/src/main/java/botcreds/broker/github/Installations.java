package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.Repository;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Which installation covers a repository, remembered for minutes: permissions and suspension change. Thread-safe. */
final class Installations {
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final AppCalls calls;
    private final AppJwt jwt;
    private final Advice advice;
    private final Remembered<Repository, Installation> known;
    private final Joined<Repository, Found<Installation>> asked = new Joined<>();

    Installations(AppCalls calls, AppJwt jwt, Advice advice, LongSupplier nanos) {
        this.calls = calls;
        this.jwt = jwt;
        this.advice = advice;
        this.known = new Remembered<>(KEPT, nanos);
    }

    Found<Installation> of(Repository repository) {
        return remembered(repository)
                // Once more inside: the question may have been answered on the way to asking it.
                .orElseGet(() ->
                        asked.ask(repository, () -> remembered(repository).orElseGet(() -> ask(repository))));
    }

    boolean knows(Repository repository) {
        return known.get(repository).isPresent();
    }

    void forget(long installation) {
        known.forgetIf(each -> each.id() == installation);
    }

    private Optional<Found<Installation>> remembered(Repository repository) {
        return known.get(repository).map(Found.It::new);
    }

    private Found<Installation> ask(Repository repository) {
        Exchange exchange = calls.get("/repos/" + repository.owner() + "/" + repository.name() + "/installation");
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            return new Found.Nothing<>(new Preflight.Unavailable(
                    trouble.get().retryAfter(), trouble.get().why()));
        }
        return exchange instanceof Answered answer
                ? read(repository, answer)
                : refused(Code.GITHUB_REFUSED, "GitHub did not answer", Advice.operator());
    }

    private Found<Installation> read(Repository repository, Answered answer) {
        if (answer.status() == 404) {
            return refused(
                    Code.NOT_INSTALLED,
                    "The App is not installed on " + repository + ", or there is no such repository.",
                    advice.install(List.of(repository)));
        }
        if (answer.status() >= 300 && answer.status() < 400) {
            return moved(repository);
        }
        Optional<Installation> installation =
                answer.status() == 200 ? answer.json().flatMap(Installation::read) : Optional.empty();
        if (installation.isEmpty()) {
            return refused(
                    Code.GITHUB_REFUSED,
                    "GitHub would not say whether the App is installed on " + repository + ".",
                    Advice.operator());
        }
        if (!AsciiCase.fold(installation.get().account()).equals(AsciiCase.fold(repository.owner()))) {
            return moved(repository);
        }
        installation.get().slug().ifPresent(advice::slug);
        known.put(repository, installation.get());
        return new Found.It<>(installation.get());
    }

    private static Found<Installation> moved(Repository repository) {
        return refused(
                Code.REPOSITORY_CHANGED, repository + " was renamed or moved to another owner.", Advice.currentName());
    }

    private static Found<Installation> refused(Code code, String detail, String hint) {
        return new Found.Nothing<>(new Preflight.Refused(code, detail, hint));
    }
}
