package botcreds.broker.github;

import botcreds.broker.model.Repository;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What to do about a refusal, with the page to do it on. Thread-safe. */
final class Advice {
    private final URI web;
    private volatile Optional<String> slug = Optional.empty();

    Advice(URI web) {
        this.web = web;
    }

    /** Takes note of the App's name in addresses, once GitHub has told it. */
    void slug(String learnt) {
        if (learnt.matches("[A-Za-z0-9-]{1,100}")) {
            slug = Optional.of(learnt);
        }
    }

    String install(List<Repository> repositories) {
        String names = repositories.stream().map(Repository::fullName).collect(Collectors.joining(", "));
        return "An owner of " + repositories.get(0).owner() + " installs the App on " + names
                + slug.map(known -> " at " + web + "/apps/" + known + "/installations/new")
                        .orElse(" on the App's page at GitHub")
                + "; then ask again.";
    }

    String grant(Installation installation) {
        return "An owner of " + installation.account() + " accepts the permission at " + page(installation)
                + "; if GitHub does not offer it there, the App's owner adds it to the App's settings first. Then ask again,"
                + " or ask for less.";
    }

    String grant(Repository repository) {
        return "An owner of " + repository.owner()
                + " accepts the permission in the settings of the installed App; if GitHub"
                + " does not offer it there, the App's owner adds it to the App's settings first. Then ask again, or ask for"
                + " less.";
    }

    String unsuspend(Installation installation) {
        return "Whoever suspended it, an owner of " + installation.account()
                + " or the App's owner, lifts the suspension at " + page(installation) + "; then ask again.";
    }

    String unsuspend(Repository repository) {
        return "Whoever suspended it, an owner of " + repository.owner()
                + " or the App's owner, lifts the suspension; then ask again.";
    }

    static String currentName() {
        return "Look up the repository's current name at GitHub and ask for that; policy decides about it anew.";
    }

    static String operator() {
        return "The broker's operator finds GitHub's request id in the log, and checks GITHUB_API_URL and the App's settings.";
    }

    private String page(Installation installation) {
        String owner = installation.isOrganization() ? "/organizations/" + installation.account() : "";
        return web + owner + "/settings/installations/" + installation.id();
    }
}
