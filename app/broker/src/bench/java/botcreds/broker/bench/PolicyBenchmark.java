package botcreds.broker.bench;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one decision costs, as one bot's rules grow. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicyBenchmark {
    private static final BotId BOT = new BotId("bench-bot");
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    /** Rules in the file, all of the bot that asks. */
    @Param({"10", "1000", "100000"})
    public int rules;

    private Policy policy;
    private Scope allowed;
    private Scope unnamed;

    /** Writes a policy of that many rules and reads it as the broker does. */
    @Setup
    public void read() throws Exception {
        StringBuilder text = new StringBuilder("""
                approvers: [U012ALICE]
                channel: C0APPROVALS
                bots:
                  bench-bot:
                    identity: {type: tailnet, hostname: bench-bot}
                    owner: U012ALICE
                    auto_approve:
                """);
        for (int each = 0; each < rules; each++) {
            text.append("      - {repo: \"bench/repo-").append(each).append("\", permissions: [contents:write]}\n");
        }
        Path file = Files.createTempFile("policy", ".yaml");
        Files.writeString(file, text);
        try (PolicyFile opened = PolicyFile.open(file, "github.com", Clock.systemUTC())) {
            policy = opened.current();
        }
        allowed = scope("bench/repo-" + rules / 2);
        unnamed = scope("bench/something-else");
    }

    /** A repository that a rule in the middle names. */
    @Benchmark
    public Decision allowed() {
        return policy.decide(BOT, allowed, NOW);
    }

    /** A repository that no rule names, so that every kind of rule was looked for. */
    @Benchmark
    public Decision unnamed() {
        return policy.decide(BOT, unnamed, NOW);
    }

    private static Scope scope(String repository) {
        String[] parts = repository.split("/", 2);
        return Scope.of(
                List.of(new Repository(parts[0], parts[1])), Permissions.ofWords(List.of("contents:write")));
    }
}
