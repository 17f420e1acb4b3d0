package botcreds.broker.setup;

import botcreds.broker.model.Secret;
import botcreds.broker.settings.StoreSettings;
import botcreds.broker.store.DatabaseLook;
import botcreds.broker.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The database, the directory of the broker's own files, and the seal key in it. */
final class DatabaseChecks {
    private static final String DATABASE = "database";
    private static final String SEAL_KEY = "seal key";

    private final StoreSettings settings;
    private final Running running;
    private final Clock clock;

    DatabaseChecks(StoreSettings settings, Running running, Clock clock) {
        this.settings = settings;
        this.running = running;
        this.clock = clock;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        DatabaseLook look;
        try {
            look = DatabaseLook.at(StoreConfig.of(settings.jdbcUrl().reveal()), clock);
        } catch (IllegalArgumentException refused) {
            return List.of(Finding.fail(DATABASE, "cannot be used as it is set", String.valueOf(refused.getMessage())));
        }
        findings.add(finding(look));
        look.doubts().stream()
                .filter(doubt -> look.state() != DatabaseLook.State.AWAY)
                .forEach(doubt -> findings.add(doubtful(doubt)));
        if (settings.databaseUrl().isEmpty()) {
            findings.add(directory(settings.data()));
        }
        findings.add(sealKey(look));
        return findings;
    }

    private Finding finding(DatabaseLook look) {
        return switch (look.state()) {
            case READY ->
                Finding.ok(DATABASE, name() + " answers, with the schema of this version (" + look.version() + ")");
            case OLDER ->
                Finding.warn(
                        DATABASE,
                        name() + " has the schema of an older version (" + look.version() + ")",
                        "nothing: the next start brings it up to date; make a backup first");
            case FOREIGN ->
                Finding.fail(
                        DATABASE,
                        name() + " has a schema that this version does not know",
                        "start the newer version that wrote it, or name a database of the broker's own");
            case FRESH -> Finding.ok(DATABASE, name() + " is empty; the first start makes what it needs");
            case IN_USE -> inUse();
            case AWAY ->
                Finding.fail(
                        DATABASE,
                        name() + " cannot be opened (" + String.join(", ", look.doubts()) + ")",
                        settings.databaseUrl().isPresent()
                                ? "check that the server runs, and host, name, user and password in BOTCREDS_DATABASE_URL"
                                : "the user the broker runs as must own " + settings.data());
        };
    }

    /** H2's file lets one process in; if that is the broker, it knows. */
    private Finding inUse() {
        if (running.readiness().isEmpty()) {
            return Finding.fail(
                    DATABASE,
                    name() + " is in use by another process, and no broker answers at BOTCREDS_OPS_LISTEN",
                    "stop that process; it may be a broker with other settings");
        }
        Optional<String> said = running.line(DATABASE);
        return said.filter("ok"::equals).isPresent()
                ? Finding.ok(DATABASE, name() + " is in use by the broker that runs, which can write to it")
                : Finding.fail(
                        DATABASE,
                        name() + " is in use by the broker that runs, which says: "
                                + said.map(line -> DATABASE + ": " + line).orElse("nothing of it"),
                        "look for a full disk, and into the broker's log");
    }

    private String name() {
        return settings.databaseUrl()
                .map(url -> url.reveal().startsWith("jdbc:postgresql:") ? "PostgreSQL" : "H2")
                .orElse("H2 in " + settings.data());
    }

    private static Finding doubtful(String doubt) {
        int end = doubt.indexOf("; ");
        return Finding.fail(DATABASE, doubt.substring(0, end), doubt.substring(end + 2));
    }

    private static Finding directory(Path data) {
        if (!Files.exists(data)) {
            return Files.isWritable(Modes.nearest(data))
                    ? Finding.ok("data", data + " is made at the first start")
                    : Finding.fail("data", data + " cannot be made", "make it, and give it to the broker's user");
        }
        if (!Files.isWritable(data)) {
            return Finding.fail("data", data + " cannot be written", "give it to the user the broker runs as");
        }
        return Modes.isOpen(data)
                ? Finding.warn(
                        "data", data + " can be read by others: who asked for what is in there", "chmod 700 " + data)
                : Finding.ok("data", data + " is writable, and nobody else's");
    }

    private Finding sealKey(DatabaseLook look) {
        Path file = settings.sealKeyFile();
        if (settings.sealKey().isPresent()) {
            return Finding.ok(SEAL_KEY, "from the settings");
        }
        if (Files.exists(file)) {
            return Finding.ok(SEAL_KEY, file + " is there");
        }
        boolean hasRows = look.state() != DatabaseLook.State.FRESH && look.state() != DatabaseLook.State.AWAY;
        return hasRows && settings.databaseUrl().map(Secret::reveal).isEmpty()
                ? Finding.fail(
                        SEAL_KEY,
                        "the database is there and " + file + " is not; what was sealed with it cannot be opened",
                        "put it back from the backup; without it live tokens end by themselves only")
                : Finding.ok(SEAL_KEY, file + " is made at the first start");
    }
}
