package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why GitHub will not mint, in our own words. GitHub's sentences are recognised by a part of them, because some come without
 * their last dot, and are passed on to nobody.
 */
final class Refusals {
    private final Advice advice;

    Refusals(Advice advice) {
        this.advice = advice;
    }

    Mint.Refused of(Answered answer, Scope asked) {
        Repository first = asked.repositories().get(0);
        return switch (answer.status()) {
            case 404 -> notInstalled(asked.repositories());
            case 403 -> answer.says("suspended") ? suspended(first) : other(answer);
            case 422 -> unprocessable(answer, asked);
            default -> other(answer);
        };
    }

    private Mint.Refused unprocessable(Answered answer, Scope asked) {
        if (answer.says("at least one repository")) {
            return notInstalled(asked.repositories());
        }
        if (answer.says("level of access for permissions requested")) {
            return notGranted(asked, "at that level");
        }
        return answer.says("permissions requested are not granted") ? notGranted(asked, "at all") : other(answer);
    }

    Mint.Refused notInstalled(List<Repository> repositories) {
        String names = repositories.stream().map(Repository::fullName).collect(Collectors.joining(", "));
        return new Mint.Refused(
                Code.NOT_INSTALLED,
                repositories.size() == 1
                        ? "The App is not installed on " + names + ", or there is no such repository."
                        : "The App is not installed on at least one of " + names + ", or it does not exist.",
                advice.install(repositories));
    }

    private Mint.Refused notGranted(Scope asked, String how) {
        return new Mint.Refused(
                Code.PERMISSION_NOT_GRANTED,
                "One of " + asked.permissions() + " was not granted " + how + " to the App on " + asked.owner() + ".",
                advice.grant(asked.repositories().get(0)));
    }

    private Mint.Refused suspended(Repository repository) {
        return new Mint.Refused(
                Code.INSTALLATION_SUSPENDED,
                "The App is suspended on " + repository.owner() + ".",
                advice.unsuspend(repository));
    }

    private static Mint.Refused other(Answered answer) {
        return new Mint.Refused(
                Code.GITHUB_REFUSED,
                "GitHub refused to mint the token, with status " + answer.status() + ".",
                Advice.operator());
    }
}
