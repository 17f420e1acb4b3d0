package botcreds.broker.gitpolicy;

import botcreds.broker.github.GitHub;
import botcreds.broker.github.PullRequest;
import botcreds.broker.github.RepositoryPlace;
import botcreds.broker.model.BotUser;
import botcreds.broker.model.Level;
import botcreds.broker.policy.Edit;
import botcreds.broker.policy.Landing;
import botcreds.broker.policy.Motive;
import botcreds.broker.policy.ProposalState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Brings a change to the remote: as a pull request from a branch that is named after the change, so that asking twice, or
 * again after a crash, finds the first; or straight onto the branch, made again on top of whatever others pushed. Never by
 * force. Thread-safe.
 */
final class Proposals {
    private static final int MOST_PUSHES = 5;
    private static final int MOST_BRANCHES = 9;
    /** Who had a rule remembered, when and from which request: two that differ in this alone are one rule. */
    private static final Pattern COMMENT = Pattern.compile("  # approved by [^\\r\\n]*");

    private final GitSource source;
    private final Looking looking;
    private final GitRemote remote;
    private final GitHub gitHub;
    private final Optional<AppKeys> app;
    private final boolean direct;
    private final InstantSource clock;

    /**
     * @param app    the App at the repository's own GitHub; empty elsewhere, where nobody opens pull requests
     * @param direct push to the branch
     */
    Proposals(
            GitSource source,
            Looking looking,
            GitRemote remote,
            GitHub gitHub,
            Optional<AppKeys> app,
            boolean direct,
            InstantSource clock) {
        this.source = source;
        this.looking = looking;
        this.remote = remote;
        this.gitHub = gitHub;
        this.app = app;
        this.direct = direct;
        this.clock = clock;
    }

    /** Who is told of a commit of ours that the branch has now, and of the commit it follows. */
    interface Saw {
        void saw(ObjectId commit, byte[] text, ObjectId after);
    }

    /** @param counted what the head must descend from */
    Landing land(Optional<ObjectId> counted, Edit edit, Motive motive, Saw saw) throws IOException {
        if (direct) {
            return push(counted, edit, motive, saw);
        }
        if (app.isEmpty()) {
            return new Landing.Refused(
                    "The policy is kept where the broker's App opens no pull requests. Write the rule"
                            + " there by hand, or let the broker push with BOTCREDS_POLICY_GIT_REMEMBER=push.");
        }
        try (Looking.Found head = looking.fetch(counted)) {
            Optional<Edit.Draft> draft = edit.on(head.text());
            return draft.isEmpty()
                    ? new Landing.Nothing()
                    : propose(app.get().place(Level.WRITE), head, edit, draft.get(), motive);
        }
    }

    /** How one of our pull requests stands; one that GitHub does not have is none that anybody could still merge. */
    ProposalState state(long number) throws IOException {
        if (app.isEmpty()) {
            return ProposalState.UNKNOWN;
        }
        return gitHub.pullRequest(app.get().place(Level.READ), number)
                .fold(
                        open -> ProposalState.OPEN,
                        closed -> closed.merged() ? ProposalState.MERGED : ProposalState.CLOSED,
                        none -> ProposalState.CLOSED,
                        unavailable -> ProposalState.UNKNOWN);
    }

    private Landing push(Optional<ObjectId> counted, Edit edit, Motive motive, Saw saw) throws IOException {
        for (int attempt = 0; attempt < MOST_PUSHES; attempt++) {
            try (Looking.Found head = looking.fetch(counted)) {
                Optional<Edit.Draft> draft = edit.on(head.text());
                if (draft.isEmpty()) {
                    return new Landing.Nothing();
                }
                ObjectId commit = commit(head, draft.get(), motive);
                if (remote.push(head.repository(), commit, source.branch(), Optional.of(head.commit()))
                        == GitRemote.Pushed.DONE) {
                    saw.saw(commit, bytes(draft.get()), head.commit());
                    return new Landing.Written();
                }
            }
        }
        return new Landing.Refused(
                "Others push to " + source.branch() + " over and over; try again when that has ended.");
    }

    private Landing propose(RepositoryPlace place, Looking.Found head, Edit edit, Edit.Draft draft, Motive motive)
            throws IOException {
        for (int number = 1; number <= MOST_BRANCHES; number++) {
            String branch = "botcreds/" + motive.key() + (number == 1 ? "" : "-" + number);
            PullRequest.Found found = gitHub.pullRequest(place, branch);
            if (found instanceof PullRequest.Open open) {
                return new Landing.Proposed(
                        "pull request #" + open.number() + " is open already", open.url(), open.number());
            }
            if (found instanceof PullRequest.Unavailable unavailable) {
                return new Landing.Refused(unavailable.why() + ".");
            }
            if (found instanceof PullRequest.None && has(branch, head, edit, draft, motive)) {
                return open(place, branch, draft, motive);
            }
            // People have closed that one, or have a branch of that name: neither is touched.
        }
        return new Landing.Refused("This was proposed " + MOST_BRANCHES
                + " times before and closed. Delete the branches botcreds/" + motive.key() + "… to propose it again.");
    }

    /** Tells whether the branch has our change and nothing else; makes it if it is not there. */
    private boolean has(String branch, Looking.Found head, Edit edit, Edit.Draft draft, Motive motive)
            throws IOException {
        boolean made = remote.head(branch).isEmpty()
                && remote.push(head.repository(), commit(head, draft, motive), branch, Optional.empty())
                        == GitRemote.Pushed.DONE;
        if (made) {
            return true;
        }
        try (InMemoryRepository repository = GitRemote.inMemory()) {
            ObjectId tip = remote.fetch(repository, branch, 2);
            return isOurs(repository, tip, edit);
        } finally {
            edit.on(head.text()); // what is said of the change is said of it on top of the head
        }
    }

    private boolean isOurs(InMemoryRepository repository, ObjectId tip, Edit edit) throws IOException {
        PolicyTree tree = new PolicyTree(repository, source);
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(tip);
            if (commit.getParentCount() != 1) {
                return false;
            }
            ObjectId parent = commit.getParent(0).getId();
            Optional<Edit.Draft> again = edit.on(tree.text(parent));
            return again.isPresent()
                    && tree.differsInPolicyOnly(parent, tip)
                    && withoutComments(bytes(again.get())).equals(withoutComments(tree.text(tip)));
        }
    }

    private Landing open(RepositoryPlace place, String branch, Edit.Draft draft, Motive motive) {
        return gitHub.open(place, new PullRequest(title(motive), body(draft, motive), branch, source.branch()))
                .fold(
                        open -> new Landing.Proposed(
                                "pull request #" + open.number() + " opened", open.url(), open.number()),
                        closed -> unopened(branch, "it is closed already"),
                        none -> unopened(branch, "GitHub lists none"),
                        unavailable -> unopened(branch, unavailable.why()));
    }

    private static Landing unopened(String branch, String why) {
        return new Landing.Refused("The branch " + branch + " has the rule, but no pull request could be opened: " + why
                + ". Open one by hand, or remember it once more.");
    }

    private ObjectId commit(Looking.Found head, Edit.Draft draft, Motive motive) throws IOException {
        BotUser bot = gitHub.botUser().orElse(new BotUser("botcreds", "botcreds@localhost"));
        return new PolicyTree(head.repository(), source)
                .commit(
                        head.commit(),
                        bytes(draft),
                        new PolicyTree.Author(motive.byName(), bot.name(), bot.email(), clock.instant()),
                        title(motive) + "\n\n" + motive.said() + "\n");
    }

    private static String title(Motive motive) {
        return "policy: " + motive.title();
    }

    /** What people and bots wrote stands in fences, where it mentions nobody, closes nothing and shows no picture. */
    private static String body(Edit.Draft draft, Motive motive) {
        return "The broker proposes this on the word of a human.\n\n"
                + fenced("text", motive.said() + (motive.reason().isEmpty() ? "" : "\n" + motive.reason())) + "\n\n"
                + fenced("diff", draft.diff())
                + "\n\nIt counts once it is merged. Closing it leaves the policy as it is.\n";
    }

    private static String fenced(String language, String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + language + "\n" + text + "\n" + fence;
    }

    private static byte[] bytes(Edit.Draft draft) {
        return draft.text().getBytes(StandardCharsets.UTF_8);
    }

    private static String withoutComments(byte[] text) {
        return COMMENT.matcher(new String(text, StandardCharsets.UTF_8)).replaceAll("");
    }
}
