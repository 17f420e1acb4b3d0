package botcreds.broker.http;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.Attribution;
import botcreds.broker.model.Credential;
import botcreds.broker.model.DeployKey;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Repository;
import botcreds.broker.requests.Answer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes what a bot is told. Thread-safe. */
final class AnswerReply {
    private final GitUse git;

    AnswerReply(GitUse git) {
        this.git = git;
    }

    Reply of(Answer answer) {
        return answer.fold(
                this::issued,
                AnswerReply::waiting,
                refused -> RefusalProblem.of(refused.refusal()).reply());
    }

    static Reply waiting(Answer.Waiting waiting) {
        AccessRequest request = waiting.request();
        String pollUrl = "/v1/token/" + request.id();
        ObjectNode body = StrictJson.object();
        body.put("request_id", request.id().value());
        body.put("id", request.shortId());
        body.put("state", request.state().name());
        body.put("poll_url", pollUrl);
        body.put("expires_at", request.expiresAt().toString());
        return Reply.json(202, body)
                .with("Location", pollUrl)
                .with("Retry-After", Long.toString(Problem.seconds(waiting.retryAfter())));
    }

    private Reply issued(Answer.Issued issued) {
        AccessRequest request = issued.request();
        Credential credential = issued.credential();
        ObjectNode body = StrictJson.object();
        body.put("request_id", request.id().value());
        body.put("token_id", credential.id().value());
        boolean isToken = credential.deployKey().isEmpty();
        if (isToken) {
            body.put("token", issued.secret().reveal());
        }
        body.put("expires_at", credential.expiresAt().toString());
        ArrayNode repos = body.putArray("repos");
        request.scope().repositoryNames().forEach(repos::add);
        ArrayNode permissions = body.putArray("permissions");
        request.scope().permissions().words().forEach(permissions::add);
        body.put("approval", request.approval().orElse(ApprovalKind.MANUAL).word());
        if (request.kind() == Kind.SESSION) {
            request.grantEndsAt().ifPresent(end -> body.put("session_expires_at", end.toString()));
        }
        if (isToken) {
            putGit(
                    body.putObject("git"),
                    request.scope().repositories(),
                    issued.secret().reveal());
        }
        credential.deployKey().ifPresent(key -> putDeployKey(body.putObject("deploy_key"), key, issued));
        putAttribution(body.putObject("attribution"), issued);
        return Reply.json(200, body);
    }

    private static void putAttribution(ObjectNode into, Answer.Issued issued) {
        issued.botUser().ifPresent(user -> into.put("name", user.name()).put("email", user.email()));
        into.put("trailer", Attribution.trailer(issued.request().bot()));
        into.put("required", issued.attribution().required());
        issued.attribution().prefix().ifPresent(prefix -> into.put("prefix", prefix));
        issued.attribution().coAuthorOf(issued.request().bot()).ifPresent(coAuthor -> into.put("co_author", coAuthor));
    }

    private void putGit(ObjectNode into, List<Repository> repositories, String token) {
        into.put("clone_url", git.cloneUrl(repositories.get(0), token));
        if (repositories.size() > 1) {
            ObjectNode urls = into.putObject("clone_urls");
            repositories.forEach(each -> urls.put(each.fullName(), git.cloneUrl(each, token)));
        }
        into.put("askpass_script", GitUse.askpassScript(token));
        into.put("username", GitUse.USERNAME);
    }

    private void putDeployKey(ObjectNode into, DeployKey key, Answer.Issued issued) {
        into.put("id", key.githubId());
        into.put("public_key", key.publicKey());
        // A bot that brought its public key keeps the private one; the secret is then the public half again.
        if (issued.secret().reveal().startsWith("-----BEGIN ")) {
            into.put("private_key", issued.secret().reveal());
        }
        into.put("read_only", key.readOnly());
        into.put("ssh_url", git.sshUrl(issued.request().scope().repositories().get(0)));
    }
}
