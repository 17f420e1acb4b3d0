package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/** Compares two commits (docs: REST API endpoints for commits). */
final class CompareEndpoint {
    void addTo(Routes routes, RepositoryGuard guard) {
        routes.add("GET", "/repos/*/*/compare/*", guard.asks("contents", AccessLevel.READ, this::compare));
    }

    private Answer compare(Call call, HostedRepository hosted) {
        String[] ends = call.segment(2).split("\\.\\.\\.", -1);
        try (Repository repository = BareRepository.open(hosted.gitDirectory())) {
            ObjectId base = ends.length == 2 ? repository.resolve(ends[0] + "^{commit}") : null;
            ObjectId head = ends.length == 2 ? repository.resolve(ends[1] + "^{commit}") : null;
            if (base == null || head == null) {
                return Refusals.notFound();
            }
            List<RevCommit> ahead = History.between(repository, Set.of(base), head);
            List<RevCommit> behind = History.between(repository, Set.of(head), base);
            Paging<RevCommit> page = Paging.of(call, ahead);
            ObjectNode json = Json.object()
                    .put("status", status(ahead, behind))
                    .put("ahead_by", ahead.size())
                    .put("behind_by", behind.size())
                    .put("total_commits", ahead.size());
            json.set("commits", page.json(CompareEndpoint::json));
            return page.linked(call, Answer.ok(json));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String status(List<RevCommit> ahead, List<RevCommit> behind) {
        if (behind.isEmpty()) {
            return ahead.isEmpty() ? "identical" : "ahead";
        }
        return ahead.isEmpty() ? "behind" : "diverged";
    }

    private static ObjectNode json(RevCommit commit) {
        ObjectNode json = Json.object().put("sha", commit.name());
        ObjectNode inner = json.putObject("commit").put("message", commit.getFullMessage());
        inner.set("author", History.person(commit.getAuthorIdent()));
        inner.set("committer", History.person(commit.getCommitterIdent()));
        return json;
    }
}
