package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends signed {@code push} events (docs: Validating webhook deliveries). Like GitHub it tries once, off the push's way. */
final class PushWebhook {
    private static final Logger LOG = LoggerFactory.getLogger(PushWebhook.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Options.@Nullable Webhook target;
    private final SandboxApp app;
    private final String origin;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    PushWebhook(Options.@Nullable Webhook target, SandboxApp app, String origin) {
        this.target = target;
        this.app = app;
        this.origin = origin;
    }

    /** @param git the repository after the push */
    void pushed(HostedRepository repository, Repository git, Visitor visitor, Collection<ReceiveCommand> commands) {
        if (target == null) {
            return;
        }
        for (ReceiveCommand command : commands) {
            if (command.getResult() == ReceiveCommand.Result.OK) {
                ObjectNode event = event(repository, visitor, command);
                History.describe(event, git, command, commands);
                send(target, Json.bytes(event));
            }
        }
    }

    private ObjectNode event(HostedRepository repository, Visitor visitor, ReceiveCommand command) {
        ObjectNode json = Json.object()
                .put("ref", command.getRefName())
                .put("before", command.getOldId().name())
                .put("after", command.getNewId().name())
                .put("created", command.getType() == ReceiveCommand.Type.CREATE)
                .put("deleted", command.getType() == ReceiveCommand.Type.DELETE)
                .put("forced", command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD);
        json.putObject("pusher").put("name", app.botLogin());
        json.putObject("installation").put("id", visitor.installation().id());
        json.set("repository", repository.toJson(origin));
        json.set("sender", new Account(app.botUserId(), app.botLogin(), Account.BOT).toJson(origin));
        return json;
    }

    private void send(Options.Webhook webhook, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(webhook.url())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("User-Agent", "GitHub-Hookshot/sandbox")
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", UUID.randomUUID().toString())
                .header("X-GitHub-Hook-Installation-Target-Type", "integration")
                .header("X-GitHub-Hook-Installation-Target-ID", Long.toString(app.id()))
                .header("X-Hub-Signature-256", "sha256=" + signature(webhook.secret(), body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        var unused = client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        LOG.warn("the push event did not reach {}: {}", webhook.url(), failure.toString());
                    }
                });
    }

    static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
