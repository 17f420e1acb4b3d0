package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Repositories and accounts, as far as a broker and its bots look at them. */
final class RepositoryEndpoints {
    private final Accounts accounts;
    private final Repositories repositories;

    RepositoryEndpoints(Accounts accounts, Repositories repositories) {
        this.accounts = accounts;
        this.repositories = repositories;
    }

    void addTo(Routes routes, Guard guard, RepositoryGuard repository) {
        routes.add("GET", "/installation/repositories", guard.token(this::visible));
        routes.add(
                "GET",
                "/repos/*/*",
                repository.asks("metadata", AccessLevel.READ, (call, it) -> Answer.ok(it.toJson(call.origin()))));
        Routes.Endpoint known = guard.token((call, visitor) -> account(call));
        // Accounts are public; but a credential that is brought must be a good one.
        routes.add(
                "GET", "/users/*", call -> call.header("authorization").isEmpty() ? account(call) : known.answer(call));
    }

    private Answer visible(Call call, Visitor visitor) {
        List<HostedRepository> seen = repositories
                .ownedBy(visitor.installation().account())
                .stream()
                .filter(visitor::sees)
                .toList();
        Paging<HostedRepository> page = Paging.of(call, seen);
        ObjectNode json = Json.object().put("total_count", seen.size());
        json.put(
                "repository_selection",
                visitor.token().repositories() == null ? visitor.installation().selection() : "selected");
        json.set("repositories", page.json(one -> one.toJson(call.origin())));
        return page.linked(call, Answer.ok(json));
    }

    private Answer account(Call call) {
        return accounts.find(call.segment(0))
                .map(account -> Answer.ok(account.toJson(call.origin()).put("name", account.login())))
                .orElseGet(Refusals::notFound);
    }
}
