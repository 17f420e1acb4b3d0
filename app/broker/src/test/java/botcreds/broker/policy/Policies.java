package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Policies and what is asked of them, for tests. */
final class Policies {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final String HOST = "github.com";
    static final BotId BOT = new BotId("machina-bot");
    static final Human ALICE = new Human("U012ALICE", "Alice", Optional.of("alice@example.com"), Set.of());
    static final Human BOB = new Human("U012BOB", "Bob", Optional.of("Bob@Example.COM"), Set.of("S0ONCALL"));

    static final Motive MOTIVE =
            new Motive("remember-1", "alice", "let machina-bot have something", "Approver: alice", "");

    private Policies() {}

    static PolicyReading reading(String text) {
        return new PolicyReader(HOST).read(text.getBytes(StandardCharsets.UTF_8), NOW);
    }

    static Policy policy(String text) {
        PolicyReading reading = reading(text);
        return reading.policy().orElseThrow(() -> new AssertionError(reading.issues()));
    }

    /** A policy of one bot with these lines below its name, indented by four blanks, and humans who may approve. */
    static Policy bot(String lines) {
        return policy(withBot(lines));
    }

    static String withBot(String lines) {
        return "approvers: [U012ALICE]\nchannel: C0APPROVALS\nbots:\n  machina-bot:\n"
                + "    identity: {type: tailnet, hostname: machina-bot}\n"
                + lines.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    static Scope scope(String repository, String... permissions) {
        return scope(List.of(repository), permissions);
    }

    static Scope scope(List<String> repositories, String... permissions) {
        return Scope.of(
                repositories.stream()
                        .map(each -> Repository.parse(each, HOST).orElseThrow())
                        .toList(),
                Permissions.ofWords(Arrays.asList(permissions)));
    }

    static String kind(Decision decision) {
        return decision.fold(deny -> "deny", auto -> "auto_approve", asked -> "requires_approval");
    }

    static String decide(Policy policy, String repository, String... permissions) {
        return kind(policy.decide(BOT, scope(repository, permissions), NOW));
    }
}
