package botcreds.broker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a team gets that has outgrown one machine: PostgreSQL under one broker and under two, and an audit log of years.
 * Arguments: the broker's jar, a folder to work in, seconds for each measurement. {@code bench.rows} is how many rows of audit
 * log are made.
 */
final class Growth {
    private static final String ADMIN = "bench-admin-0123456789abcdef0123456789abcdef";
    private static final String SEAL_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String WARM_UP_SECONDS = "90";

    /** What people look for; each asks for a page of 50. */
    private static final List<String> QUESTIONS = List.of(
            "",
            "&bot=bench-bot",
            "&repo=bench/repo-7",
            "&event=credential_revoked",
            "&bot=bot-3&event=credential_denied",
            "&bot=nobody");

    /** What people open on the dashboard: what became of requests, the log as it is, and the same two words that never meet. */
    private static final List<String> PAGES =
            List.of("/activity", "/audit?since=all", "/audit?since=all&bot=bot-3&event=credential_denied");

    private final Path jar;
    private final Path folder;
    private final String seconds;
    private final long rows;
    private final Results results;

    private Growth(Path jar, Path folder, String seconds, long rows) {
        this.jar = jar;
        this.folder = folder;
        this.seconds = seconds;
        this.rows = rows;
        this.results = new Results(folder.resolve("../growth.md"));
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[1])).toAbsolutePath();
        new Growth(
                        Path.of(arguments[0]).toAbsolutePath(),
                        Files.createTempDirectory(folder, "growth-"),
                        arguments[2],
                        Long.getLong("bench.rows"))
                .run();
    }

    private void run() throws Exception {
        results.say("load average before", Files.readString(Path.of("/proc/loadavg")).trim());
        try (Postgres postgres = Postgres.start(folder.resolve("postgres"));
                Child world = World.start(folder.resolve("world"))) {
            try (Child store = Child.java(StoreFloor.class, seconds, postgres.urlForFloors())) {
                results.add("floor: bare PostgreSQL, 64 callers, a row and a commit each", store.line());
            }
            String told = world.line();
            try (BrokerProcess one = broker(postgres, told, "one")) {
                load(one, 64, WARM_UP_SECONDS, 0).line();
                results.add("one node, 64 connections", one(one, 64));
                results.add("one node, 1 connection", one(one, 1));
                Reader reader = Reader.signIn(one.api(), ADMIN);
                looks(reader, "after what was issued so far");
                both(postgres, told, one);
                long begun = System.nanoTime();
                ManyRows.fill(postgres, rows);
                results.say(
                        "seconds to make " + rows + " rows of audit log",
                        Long.toString(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)));
                // What the rows cost once they are there is asked, and not what making them at once leaves to be done.
                postgres.run("VACUUM ANALYZE");
                postgres.run("CHECKPOINT");
                results.add("one node, 64 connections, after " + rows + " rows", one(one, 64));
                looks(reader, "after " + rows + " rows");
            }
        }
        results.say("load average after", Files.readString(Path.of("/proc/loadavg")).trim());
    }

    private void both(Postgres postgres, String told, BrokerProcess one) throws Exception {
        try (BrokerProcess two = broker(postgres, told, "two")) {
            load(two, 32, WARM_UP_SECONDS, 0).line();
            try (Child first = load(one, 32, "3", 0);
                    Child second = load(two, 32, "3", 32)) {
                results.add("two nodes at once, 32 connections each: the first", first.line());
                results.add("two nodes at once, 32 connections each: the second", second.line());
            }
        }
    }

    private BrokerProcess broker(Postgres postgres, String told, String name) throws Exception {
        return BrokerProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-jar",
                        jar.toString()),
                jar,
                folder.resolve(name),
                told,
                Map.of(
                        "BOTCREDS_DATABASE_URL",
                        postgres.url(),
                        "BOTCREDS_SEAL_KEY",
                        SEAL_KEY,
                        "BOTCREDS_ADMIN_TOKEN",
                        ADMIN));
    }

    private String one(BrokerProcess broker, int connections) throws IOException {
        try (Child load = load(broker, connections, "3", 0)) {
            return load.line();
        }
    }

    private Child load(BrokerProcess broker, int connections, String warmUpSeconds, int firstAsk) throws IOException {
        return Child.java(
                Load.class,
                broker.api() + "/v1/token",
                BrokerProcess.KEY,
                Integer.toString(connections),
                warmUpSeconds,
                seconds,
                Integer.toString(firstAsk));
    }

    private void looks(Reader reader, String when) throws Exception {
        for (String question : QUESTIONS) {
            results.add("log" + question.replace('&', ' ') + ", " + when, reader.log(question));
        }
        for (String page : PAGES) {
            results.add("dashboard " + page + ", " + when, reader.page(page));
        }
    }
}
