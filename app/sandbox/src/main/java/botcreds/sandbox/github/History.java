package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Which commits came with a push, and which are between two others, as GitHub tells them. */
final class History {
    /** Server versions list this many commits of a push, the newest. */
    static final int MOST_LISTED = 20;

    private History() {}

    /** Fills in {@code commits} and {@code head_commit} of a push event. */
    static void describe(
            ObjectNode event, Repository repository, ReceiveCommand command, Collection<ReceiveCommand> all) {
        ArrayNode listed = event.putArray("commits");
        event.putNull("head_commit");
        if (command.getType() == ReceiveCommand.Type.DELETE) {
            return;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            RevObject head = walk.peel(walk.parseAny(command.getNewId()));
            if (!(head instanceof RevCommit commit)) {
                return;
            }
            Set<ObjectId> elsewhere = elsewhere(repository, command, all);
            boolean creates = command.getType() == ReceiveCommand.Type.CREATE;
            List<RevCommit> pushed =
                    between(repository, creates ? elsewhere : Set.of(command.getOldId()), commit.getId());
            Set<ObjectId> distinct = new HashSet<>();
            between(repository, elsewhere, commit.getId()).forEach(each -> distinct.add(each.getId()));
            pushed.subList(Math.max(0, pushed.size() - MOST_LISTED), pushed.size())
                    .forEach(each -> listed.add(json(each, distinct.contains(each.getId()))));
            event.set("head_commit", json(commit, distinct.contains(commit.getId())));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What is in the head's history and not in any of the others', oldest first. */
    static List<RevCommit> between(Repository repository, Set<ObjectId> others, ObjectId head) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.sort(RevSort.TOPO);
            walk.markStart(walk.parseCommit(head));
            for (ObjectId other : others) {
                if (walk.peel(walk.parseAny(other)) instanceof RevCommit commit) {
                    walk.markUninteresting(commit);
                }
            }
            List<RevCommit> commits = new ArrayList<>();
            for (RevCommit each : walk) {
                walk.parseBody(each);
                commits.add(each);
            }
            Collections.reverse(commits);
            return commits;
        }
    }

    /** Where the other refs point; those that come later in the same push are not there yet. */
    private static Set<ObjectId> elsewhere(
            Repository repository, ReceiveCommand command, Collection<ReceiveCommand> all) throws IOException {
        Set<String> notYet = new HashSet<>();
        boolean later = false;
        for (ReceiveCommand each : all) {
            later |= each == command;
            if (later) {
                notYet.add(each.getRefName());
            }
        }
        Set<ObjectId> elsewhere = new HashSet<>();
        for (Ref ref : repository.getRefDatabase().getRefs()) {
            if (!notYet.contains(ref.getTarget().getName()) && ref.getObjectId() != null) {
                elsewhere.add(ref.getObjectId());
            }
        }
        if (!ObjectId.zeroId().equals(command.getOldId())) {
            elsewhere.add(command.getOldId());
        }
        return elsewhere;
    }

    private static ObjectNode json(RevCommit commit, boolean distinct) {
        ObjectNode json = Json.object()
                .put("id", commit.name())
                .put("tree_id", commit.getTree().name())
                .put("distinct", distinct)
                .put("message", commit.getFullMessage())
                .put("timestamp", commit.getCommitterIdent().getWhenAsInstant().toString());
        json.set("author", person(commit.getAuthorIdent()));
        json.set("committer", person(commit.getCommitterIdent()));
        return json;
    }

    static ObjectNode person(PersonIdent person) {
        return Json.object().put("name", person.getName()).put("email", person.getEmailAddress());
    }
}
