package botcreds.broker.bench;

import botcreds.broker.store.SealKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Runs everything but the policy's own benchmark, one thing after the other, and writes the table.
 * Arguments: the broker's jar, a folder to work in, seconds for each measurement, the start script, the command's jar.
 */
final class Bench {
    static final int CLICKS = 500;
    private static final int STARTS = 5;
    private static final int POLLS = 10_000;

    /** Until then the JIT compiler takes a third of the processor. */
    private static final String WARM_UP_SECONDS = "45";

    private final Path jar;
    private final Path folder;
    private final Path script;
    private final Path command;
    private final String seconds;
    private final Results results;

    private Bench(Path jar, Path folder, String seconds, Path script, Path command) {
        this.jar = jar;
        this.folder = folder;
        this.seconds = seconds;
        this.script = script;
        this.command = command;
        this.results = new Results(folder.resolve("../results.md"));
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[1])).toAbsolutePath();
        new Bench(
                        Path.of(arguments[0]).toAbsolutePath(),
                        Files.createTempDirectory(folder, "run-"),
                        arguments[2],
                        Path.of(arguments[3]).toAbsolutePath(),
                        Path.of(arguments[4]).toAbsolutePath())
                .run();
    }

    private void run() throws Exception {
        results.say("load average before", Files.readString(Path.of("/proc/loadavg")).trim());
        floors();
        try (Child world = World.start(folder.resolve("world"))) {
            String told = world.line();
            issues(world, told);
            nodes(world, told);
            starts(told);
        }
        results.say("load average after", Files.readString(Path.of("/proc/loadavg")).trim());
    }

    private void floors() throws IOException {
        try (Child jetty = Child.java(BareJetty.class)) {
            String address = jetty.line();
            results.add("bare Jetty, 1 connection", load(address, 1));
            results.add("bare Jetty, 64 connections", load(address, 64));
        }
        try (Child store = Child.java(StoreFloor.class, seconds)) {
            results.add("bare H2, 64 callers, commit", store.line());
            results.add("bare H2, 64 callers, commit and sync", store.line());
            results.add("store alone, 64 callers, issues of two durable commits", store.line());
        }
        try (Child nodes = Child.java(WakeUps.class)) {
            results.add("committed on one node, heard on another", nodes.line());
        }
    }

    /** Slack calls one node, and the bot is parked at the other. */
    private void nodes(Child world, String told) throws Exception {
        try (Postgres postgres = Postgres.start(folder.resolve("postgresql"));
                BrokerProcess one = node("one", postgres, told);
                BrokerProcess two = node("two", postgres, told)) {
            results.add(
                    "click at one node to token at another, GitHub at 0 ms",
                    world.ask("clicks " + CLICKS + " " + two.api() + " " + one.slackEvents()));
        }
    }

    private BrokerProcess node(String name, Postgres postgres, String told) throws Exception {
        return BrokerProcess.start(
                java("-Xmx512m"),
                jar,
                folder.resolve(name),
                told,
                Map.of(
                        "BOTCREDS_DATABASE_URL",
                        postgres.url(),
                        "BOTCREDS_SEAL_KEY",
                        Base64.getEncoder().encodeToString(new byte[SealKey.BYTES])));
    }

    private void issues(Child world, String told) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(java("-Xmx512m"), jar, folder.resolve("broker"), told)) {
            String address = broker.api() + "/v1/token";
            load(address, 64, WARM_UP_SECONDS);
            long liveBefore = Long.parseLong(world.ask("minted"));
            String loaded = load(address, 64);
            long minted = Long.parseLong(world.ask("minted")) - liveBefore;
            results.add("issues, 64 connections, GitHub at 0 ms", loaded);
            results.say("tokens minted at GitHub in the run before, warm-up included", Long.toString(minted));
            results.add("issues, 1 connection, GitHub at 0 ms", load(address, 1));
            world.ask("delay 200");
            results.add("issues, 64 connections, GitHub at 200 ms", load(address, 64));
            results.add("issues, 1 connection, GitHub at 200 ms", load(address, 1));
            world.ask("delay 0");
            results.add(
                    "click to token, GitHub at 0 ms",
                    world.ask("clicks " + CLICKS + " " + broker.api() + " " + broker.slackEvents()));
            parked(broker, address);
            commands(broker, told.split(" ")[0]);
        }
    }

    private void commands(BrokerProcess broker, String gitHub) throws Exception {
        CommandStarts starts = new CommandStarts(command, folder.resolve("command"), broker.api(), gitHub);
        results.say("a JVM that says its version, ms", starts.floor());
        results.say("botcreds git-credential with a cached token, ms", starts.cachedCredential());
        results.say("botcreds help, ms", starts.help());
    }

    private void parked(BrokerProcess broker, String address) throws Exception {
        results.add("issues, 16 connections, nobody parked", load(address, 16));
        long before = broker.residentKilobytes();
        try (Child polls = Child.java(ParkedPolls.class, broker.api(), Integer.toString(POLLS))) {
            results.say("polls parked", polls.line());
            results.add("issues, 16 connections, beside the parked polls", load(address, 16));
            results.say(
                    "resident kilobytes before and with the parked polls",
                    before + " → " + broker.residentKilobytes());
        }
    }

    private void starts(String told) throws Exception {
        results.say("start to ready, java -jar, ms", times(java(), told));
        results.say("start to ready, the start script, ms", times(List.of("/bin/sh", script.toString()), told));
    }

    /** The first start makes the database, and its end the script's archive; it is told apart. */
    private String times(List<String> command, String told) throws Exception {
        Path data = Files.createTempDirectory(folder, "start-");
        long[] millis = new long[STARTS];
        long first = start(command, data, told);
        for (int each = 0; each < STARTS; each++) {
            millis[each] = start(command, data, told);
        }
        Arrays.sort(millis);
        return "first " + first + ", then " + millis[0] + " to " + millis[STARTS - 1] + ", median " + millis[STARTS / 2];
    }

    private long start(List<String> command, Path data, String told) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(command, jar, data, told)) {
            return broker.millisToReady();
        }
    }

    private String load(String address, int connections) throws IOException {
        return load(address, connections, "3");
    }

    private String load(String address, int connections, String warmUpSeconds) throws IOException {
        String key = BrokerProcess.KEY;
        try (Child load = Child.java(Load.class, address, key, Integer.toString(connections), warmUpSeconds, seconds)) {
            return load.line();
        }
    }

    private List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }
}
