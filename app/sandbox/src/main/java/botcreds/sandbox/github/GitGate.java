package botcreds.sandbox.github;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides who may fetch from and push to which repository over smart HTTP, and says no in GitHub's words. */
final class GitGate {
    private static final Pattern PATH =
            Pattern.compile("/([^/]+)/([^/]+?)(?:\\.git)?/(info/refs|git-upload-pack|git-receive-pack)");

    /** One step of a fetch or a push. */
    record GitCall(String fullName, String step, boolean push) {}

    /**
     * A yes with both of visitor and repository, or a no.
     *
     * @param status 200 for yes
     * @param location where the repository has moved to; empty unless the status is 301
     */
    record Decision(
            int status,
            String message,
            String location,
            @Nullable Visitor visitor,
            @Nullable HostedRepository repository) {
        static Decision no(int status, String message) {
            return new Decision(status, message, "", null, null);
        }
    }

    private final Guard guard;
    private final Repositories repositories;

    GitGate(Guard guard, Repositories repositories) {
        this.guard = guard;
        this.repositories = repositories;
    }

    /** Reads a path as git asks for it; empty when it is none of git's. */
    static Optional<GitCall> read(String path, @Nullable String query) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String step = matcher.group(3);
        boolean push = step.equals("git-receive-pack") || "service=git-receive-pack".equals(query);
        return Optional.of(new GitCall(matcher.group(1) + "/" + matcher.group(2), step, push));
    }

    Decision decide(GitCall call, String authorization) {
        Guard.Entry entry = guard.enter(authorization);
        Visitor visitor = entry.visitor();
        if (visitor == null) {
            return entry.refusal() != null && entry.refusal().status() == 403
                    ? Decision.no(403, "This installation has been suspended")
                    : Decision.no(
                            401,
                            "Invalid username or token. Password authentication is not supported for Git operations.");
        }
        Optional<HostedRepository> moved =
                repositories.findMoved(call.fullName()).filter(visitor::sees);
        if (moved.isPresent()) {
            String location = "/" + moved.get().fullName() + ".git/" + call.step();
            return new Decision(301, "Moved Permanently", location, null, null);
        }
        HostedRepository repository =
                repositories.find(call.fullName()).filter(visitor::sees).orElse(null);
        if (repository == null || !visitor.allows("contents", AccessLevel.READ)) {
            return Decision.no(404, "Repository not found.");
        }
        if (call.push() && !visitor.allows("contents", AccessLevel.WRITE)) {
            return Decision.no(403, "Write access to repository not granted.");
        }
        return new Decision(200, "", "", visitor, repository);
    }
}
