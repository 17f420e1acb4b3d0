package botcreds.broker.outside;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditEvent.Type;
import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.sandbox.github.IssuedToken;
import botcreds.sandbox.github.LedgerEntry;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.slack.LedgerEntry.Direction;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hand-made ledgers of one request that a human approved, a second a step; all of it can be told wrongly. */
final class Story {
    static final String ID = "req_abcdefghijklmnopqrstuvwxyz";
    static final String BOT = "machina-bot";
    static final Instant BEGIN = Instant.parse("2026-11-01T12:00:00Z");
    static final String TOKEN = "hash-of-the-token";

    final List<Deeds.Received> client = new ArrayList<>();
    final Set<String> acknowledged = new HashSet<>(Set.of(ID));
    final Set<String> approved = new HashSet<>(Set.of(ID));
    final List<LedgerEntry> gitHub = new ArrayList<>();
    final List<botcreds.sandbox.slack.LedgerEntry> slack = new ArrayList<>();
    final List<AuditEvent.Recorded> audit = new ArrayList<>();
    final Map<String, Ledgers.Standing> standings = new HashMap<>();
    Instant taken = at(60);

    /** The whole of it, as it should be. */
    static Story asItShouldBe() {
        Story story = new Story().approvedAndIntended();
        story.mint(TOKEN, 4, "contents:write", 1L);
        story.issued(TOKEN, 5);
        story.receives(TOKEN, 6);
        story.stands(RequestState.ISSUED);
        return story;
    }

    /** As far as the intent to mint, at the fourth second. */
    Story approvedAndIntended() {
        row(Type.CREDENTIAL_REQUESTED, 1, Map.of());
        row(Type.APPROVAL_REQUESTED, 1, Map.of("expires_at", at(3600).toString()));
        clicks("U012ALICE", ID + ":1 contents:write myorg/repo-a");
        granted("U012ALICE", 2);
        row(Type.MINT_STARTED, 3, Map.of("step", "0", "attempt", "1"));
        return this;
    }

    static Instant at(long second) {
        return BEGIN.plusSeconds(second);
    }

    Ledgers ledgers() {
        return new Ledgers(
                client,
                acknowledged,
                approved,
                gitHub,
                Map.of(1L, "myorg/repo-a", 2L, "myorg/repo-b"),
                slack,
                audit,
                standings,
                Town.DECIDERS,
                taken);
    }

    void stands(RequestState state) {
        standings.put(ID, new Ledgers.Standing(state, at(3600)));
    }

    void row(Type type, long second, Map<String, String> more) {
        Map<String, String> detail =
                new TreeMap<>(Map.of("repo", "myorg/repo-a", "permissions", "contents:write", "rule", "a rule"));
        detail.putAll(more);
        AuditEvent event = new AuditEvent(
                type, Optional.of(new BotId(BOT)), Optional.of(new RequestId(ID)), new TreeMap<>(detail));
        long seq = audit.size() + 1;
        String before =
                audit.isEmpty() ? "0".repeat(64) : audit.get(audit.size() - 1).hash();
        String json = "{\"seq\":" + seq + ",\"event\":\"" + type.word() + "\",\"detail\":\"" + detail + "\"}";
        audit.add(new AuditEvent.Recorded(
                seq, at(second), event, json, before, RequestInvariants.sha256(before + "\n" + json)));
    }

    void granted(String actor, long second) {
        row(Type.APPROVAL_GRANTED, second, Map.of("actor", actor, "surface", "slack_button", "approval", "manual"));
    }

    void issued(String sha256, long second) {
        row(
                Type.CREDENTIAL_ISSUED,
                second,
                Map.of(
                        "token_sha256",
                        sha256,
                        "approval",
                        "manual",
                        "expires_at",
                        at(second + 3590).toString()));
    }

    void of(String sha256, Type type, long second) {
        row(type, second, Map.of("token_sha256", sha256));
    }

    void receives(String sha256, long second) {
        client.add(new Deeds.Received(ID, BOT, sha256, at(3590), at(second)));
    }

    void clicks(String user, String shown) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("message", shown);
        body.putObject("user").put("id", user);
        slack.add(new botcreds.sandbox.slack.LedgerEntry(
                slack.size() + 1, at(2), Direction.SENT, "block_actions", body, 200, ""));
    }

    void mint(String sha256, long second, String permission, Long... repositories) {
        gitHub(LedgerEntry.Kind.MINT, second, token(sha256, second, permission, Set.of(repositories)));
    }

    void revoke(String sha256, long second) {
        gitHub(LedgerEntry.Kind.REVOKE, second, token(sha256, second, "contents:write", Set.of(1L)));
    }

    private static IssuedToken token(String sha256, long second, String permission, @Nullable Set<Long> repositories) {
        return new IssuedToken(sha256, 7, PermissionSet.ofWords(permission), repositories, at(second + 3600));
    }

    private void gitHub(LedgerEntry.Kind kind, long second, IssuedToken token) {
        gitHub.add(new LedgerEntry(gitHub.size() + 1, at(second), kind, "POST", "/", 201, 7L, null, token, null, null));
    }
}
