package botcreds.sandbox.github;

import java.util.Optional;

/** The App about itself and its installations (docs: REST API endpoints for GitHub Apps). */
final class AppEndpoints {
    /** From this version of the API on, uninstalling is asynchronous (docs: Breaking changes). */
    private static final String ASYNCHRONOUS_SINCE = "2026-03-10";

    private final SandboxApp app;
    private final AppSettings settings;
    private final Accounts accounts;
    private final Installations installations;
    private final Repositories repositories;

    AppEndpoints(
            SandboxApp app,
            AppSettings settings,
            Accounts accounts,
            Installations installations,
            Repositories repositories) {
        this.app = app;
        this.settings = settings;
        this.accounts = accounts;
        this.installations = installations;
        this.repositories = repositories;
    }

    void addTo(Routes routes, Guard guard) {
        routes.add("GET", "/app", guard.app(this::app));
        routes.add(
                "GET",
                "/app/hook/config",
                guard.app(call -> Answer.ok(settings.hook().toJson())));
        routes.add("GET", "/app/installations", guard.app(this::list));
        routes.add("GET", "/app/installations/*", guard.app(call -> show(call, installations.find(call.id(0)))));
        routes.add("DELETE", "/app/installations/*", guard.app(this::uninstall));
        routes.add("PUT", "/app/installations/*/suspended", guard.app(call -> suspend(call, true)));
        routes.add("DELETE", "/app/installations/*/suspended", guard.app(call -> suspend(call, false)));
        routes.add("GET", "/orgs/*/installation", guard.app(call -> ofAccount(call, Account.ORGANIZATION)));
        routes.add("GET", "/users/*/installation", guard.app(call -> ofAccount(call, "")));
        routes.add("GET", "/repos/*/*/installation", guard.app(this::ofRepository));
    }

    private Answer app(Call call) {
        Account owner = accounts.organization("sandbox");
        return Answer.ok(app.toJson(owner, installations.all().size(), call.origin(), settings));
    }

    private Answer list(Call call) {
        Paging<Installation> page = Paging.of(call, installations.all());
        return page.linked(call, Answer.ok(page.json(one -> one.toJson(app, call.origin()))));
    }

    private Answer uninstall(Call call) {
        if (installations.find(call.id(0)).isEmpty()) {
            return Refusals.notFound();
        }
        installations.uninstall(call.id(0));
        return Answer.empty(call.header("x-github-api-version").equals(ASYNCHRONOUS_SINCE) ? 202 : 204);
    }

    private Answer suspend(Call call, boolean on) {
        if (installations.find(call.id(0)).isEmpty()) {
            return Refusals.notFound();
        }
        if (on) {
            installations.suspend(call.id(0));
        } else {
            installations.unsuspend(call.id(0));
        }
        return Answer.empty(204);
    }

    /** An empty type stands for any: the users' endpoint also answers for organizations. */
    private Answer ofAccount(Call call, String type) {
        return show(
                call,
                accounts.find(call.segment(0))
                        .filter(account -> type.isEmpty() || type.equals(account.type()))
                        .flatMap(installations::find));
    }

    private Answer ofRepository(Call call) {
        String fullName = call.segment(0) + "/" + call.segment(1);
        Optional<HostedRepository> moved = repositories.findMoved(fullName);
        if (moved.isPresent()) {
            return Redirects.to(call, moved.get());
        }
        return show(call, repositories.find(fullName).flatMap(installations::find));
    }

    private Answer show(Call call, Optional<Installation> found) {
        return found.map(installation -> Answer.ok(installation.toJson(app, call.origin())))
                .orElseGet(Refusals::notFound);
    }
}
