package botcreds.broker;

import botcreds.broker.model.AuditAnchor;
import botcreds.broker.model.Durations;
import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.Settings;
import botcreds.broker.settings.StoreSettings;
import botcreds.broker.store.AuditBroken;
import botcreds.broker.store.AuditCut;
import botcreds.broker.store.AuditFile;
import botcreds.broker.store.AuditLine;
import botcreds.broker.store.AuditPosition;
import botcreds.broker.store.SealKey;
import botcreds.broker.store.SealKeys;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import botcreds.broker.store.StoreFault;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.watch.AnchorFile;
import botcreds.broker.watch.Retention;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code audit verify | export | cut}: work on the audit log without a running broker. Of the settings only those of the
 * database count. Reads in pages, so its memory does not grow with the log.
 *
 * <p>Exit codes: 0 done, and the log fits; 1 it does not fit, or the database failed; 2 the words or the settings are wrong.
 */
final class AuditCommand {
    private static final String USAGE = """
            usage: audit verify [--anchor SEQ:HASH]... [FILE]    does the log, or an exported file, fit
                   audit export [--since TIME] [--until TIME]    rows as NDJSON on standard output
                   audit cut --keep AGE                          remove what is older, such as 400d
            TIME is 90s, 24h, 7d (ago) or 2026-02-17T15:00:00Z; BOTCREDS_DATA or BOTCREDS_DATABASE_URL names the database""";

    private static final List<String> OPTIONS = List.of("--anchor", "--since", "--until", "--keep");
    private static final int PAGE = 1000;
    private static final long PROGRESS = 1_000_000;

    private final Map<String, String> environment;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    AuditCommand(Map<String, String> environment, Clock clock, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** What was typed cannot be understood; the message says why. */
    private static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String why) {
            super(why);
        }
    }

    /** @param words what stands behind {@code audit} */
    int run(List<String> words) {
        try {
            Words typed = Words.read(words.isEmpty() ? words : words.subList(1, words.size()));
            switch (words.isEmpty() ? "" : words.get(0)) {
                case "verify" -> verify(typed);
                case "export" -> export(typed);
                case "cut" -> cut(typed);
                default -> throw new Misused("say verify, export or cut");
            }
            return 0;
        } catch (AuditBroken broken) {
            err.println("botcreds: the audit log does not fit at row " + broken.seq() + ": " + broken.why());
            err.println(
                    "Rows before it are in order. Keep a copy as it is, find out who can write there, and compare with"
                            + " an export or a backup.");
            return 1;
        } catch (StoreUnavailable | StoreFault | IOException failed) {
            err.println("botcreds: " + failed.getMessage());
            err.println(
                    failed instanceof StoreFault fault && fault.isForbidden()
                            ? "Run it as the owner of the tables: only that user may remove rows."
                            : "While a broker runs on an H2 file, ask it: botcreds audit verify, botcreds audit export.");
            return 1;
        } catch (BadSettings bad) {
            err.println("botcreds: the settings are wrong:\n" + String.join("\n", bad.problems()));
            return 2;
        } catch (Misused how) {
            err.println("botcreds: " + how.getMessage() + "\n" + USAGE);
            return 2;
        }
    }

    /** Options with their values, and what is none. */
    private record Words(List<String> anchors, Map<String, String> named, List<String> rest) {
        static Words read(List<String> words) throws Misused {
            Words read = new Words(new ArrayList<>(), new HashMap<>(), new ArrayList<>());
            Iterator<String> left = words.iterator();
            while (left.hasNext()) {
                String word = left.next();
                if (!word.startsWith("--")) {
                    read.rest.add(word);
                } else if (!OPTIONS.contains(word) || !left.hasNext()) {
                    throw new Misused(word + " is no option, or lacks its value");
                } else if (word.equals("--anchor")) {
                    read.anchors.add(left.next());
                } else {
                    read.named.put(word, left.next());
                }
            }
            return read;
        }

        void allow(List<String> options, int mostRest) throws Misused {
            if (!options.containsAll(named.keySet())
                    || (!anchors.isEmpty() && !options.contains("--anchor"))
                    || rest.size() > mostRest) {
                throw new Misused("there is more than this command takes");
            }
        }

        List<AuditAnchor> given() throws Misused {
            List<AuditAnchor> given = new ArrayList<>();
            for (String text : anchors) {
                given.add(AuditAnchor.parse(text)
                        .orElseThrow(() -> new Misused("an anchor is written SEQ:HASH, as Slack and the log have it")));
            }
            return given;
        }
    }

    private void verify(Words typed) throws Misused, BadSettings, IOException {
        typed.allow(List.of("--anchor"), 1);
        List<AuditAnchor> given = typed.given();
        if (typed.rest().isEmpty()) {
            verifyDatabase(given);
        } else {
            verifyFile(Path.of(typed.rest().get(0)), given);
        }
    }

    private void verifyDatabase(List<AuditAnchor> given) throws BadSettings {
        StoreSettings settings = Settings.readStore(environment);
        AnchorFile kept = new AnchorFile(settings.data());
        List<AuditAnchor> anchors = new ArrayList<>(kept.all());
        anchors.addAll(given);
        try (Store store = toRead(settings)) {
            AuditPosition at = AuditPosition.START;
            long told = 0;
            while (!at.ended()) {
                at = store.verifyAudit(at, PAGE);
                if (at.seq() - told >= PROGRESS) {
                    told = at.seq();
                    err.println("row " + told + " …");
                }
            }
            long first = store.read(tx -> tx.auditCuts().firstRow());
            long held = anchors.stream().filter(store::auditHolds).count();
            Optional<AuditCut> cut = store.read(tx -> tx.auditCuts().latest());
            out.println("The audit log fits: rows " + first + " to " + at.seq() + ".");
            out.println("head " + at.seq() + ":" + at.hash());
            cut.ifPresent(each -> out.println("cut " + each.last() + ", sha256 of the rows before: " + each.sha256()));
            sayHeld(held, anchors.size() - held, kept + " and --anchor");
        }
    }

    private void verifyFile(Path file, List<AuditAnchor> given) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            AuditFile.Sound sound = AuditFile.verify(lines, given);
            for (AuditAnchor anchor : given) {
                if (anchor.seq() > sound.last().seq()) {
                    throw new AuditBroken(sound.last().seq() + 1, "it is missing: an anchor has row " + anchor.seq());
                }
            }
            out.println("The file fits: rows " + sound.first() + " to "
                    + sound.last().seq() + ".");
            out.println("last " + sound.last());
            sayHeld(sound.held().size(), given.size() - sound.held().size(), "--anchor");
        }
    }

    private void sayHeld(long held, long silent, String from) {
        out.println(
                held > 0
                        ? held + (held == 1 ? " anchor holds" : " anchors hold") + " (" + from + ")"
                        : "No anchor was compared; without one a tail that was cut off and a log that was written anew are"
                                + " not found. Take SEQ:HASH from Slack or the broker's log.");
        if (silent > 0) {
            out.println(silent + " older than the first row, of which nothing can be said");
        }
    }

    private void export(Words typed) throws Misused, BadSettings, IOException {
        typed.allow(List.of("--since", "--until"), 0);
        Optional<Instant> since = time(typed, "--since");
        Optional<Instant> until = time(typed, "--until");
        try (Store store = toRead(Settings.readStore(environment))) {
            long after = since.map(from -> store.<Long>read(tx -> tx.audit().lastBefore(from)))
                    .orElse(0L);
            long through = until.map(to -> store.<Long>read(tx -> tx.audit().lastBefore(to)))
                    .orElseGet(() -> store.auditHead().seq());
            long rows = 0;
            while (true) {
                long from = after;
                List<AuditLine> lines = store.read(tx -> tx.audit().lines(from, through, PAGE));
                if (lines.isEmpty()) {
                    break;
                }
                for (AuditLine line : lines) {
                    out.print(line.text() + "\n");
                }
                rows += lines.size();
                after = lines.get(lines.size() - 1).seq();
                if (out.checkError()) {
                    throw new IOException("standard output was closed before the end");
                }
            }
            err.println(rows + " rows, up to " + through + ". See whether they fit with: audit verify FILE");
        }
    }

    private Optional<Instant> time(Words typed, String name) throws Misused {
        String text = typed.named().get(name);
        try {
            return Optional.ofNullable(text)
                    .map(some -> Durations.parse(some)
                            .map(ago -> clock.instant().minus(ago))
                            .orElseGet(() -> Instant.parse(some)));
        } catch (DateTimeParseException neither) {
            throw new Misused(name + ": write 24h or 2026-02-17T15:00:00Z");
        }
    }

    private void cut(Words typed) throws Misused, BadSettings {
        typed.allow(List.of("--keep"), 0);
        Duration keep = Optional.ofNullable(typed.named().get("--keep"))
                .flatMap(Durations::parse)
                .filter(age -> age.compareTo(StoreSettings.SHORTEST_KEEP) >= 0)
                .orElseThrow(() -> new Misused("--keep: write how old rows may get, 7d or more"));
        StoreSettings settings = Settings.readStore(environment);
        SealKeys keys = existingKeys(settings)
                .orElseThrow(
                        () -> new Misused("the brokers' own BOTCREDS_SEAL_KEY, or seal.key in BOTCREDS_DATA, must be"
                                + " there: it signs the cut"));
        try (Store store = Store.openToMaintain(config(settings), clock, keys)) {
            Retention retention = new Retention(store, keep);
            long finished = removed(retention);
            Optional<AuditCut> cut = retention.cut((tx, made) -> {});
            if (cut.isPresent()) {
                AuditAnchor head = store.auditHead();
                new AnchorFile(settings.data()).add(clock.instant(), head);
                out.println("cut " + cut.get().last() + ", sha256 of the rows before: "
                        + cut.get().sha256());
                out.println("anchor " + head + " (keep it outside the database)");
                finished += removed(retention);
            }
            out.println(finished + " rows were removed.");
        }
    }

    private static long removed(Retention retention) {
        long removed = 0;
        for (int some = retention.removeSome(); some > 0; some = retention.removeSome()) {
            removed += some;
        }
        return removed;
    }

    private Store toRead(StoreSettings settings) {
        return Store.openToRead(config(settings), clock, keys(settings));
    }

    /** Made by the broker at its first start; where there is none there is no cut that it would have to prove. */
    private static SealKeys keys(StoreSettings settings) {
        return existingKeys(settings).orElseGet(() -> SealKeys.of(List.of(new byte[SealKey.BYTES])));
    }

    private static Optional<SealKeys> existingKeys(StoreSettings settings) {
        List<byte[]> set = settings.sealKeyBytes();
        Path file = settings.sealKeyFile();
        if (!set.isEmpty()) {
            return Optional.of(SealKeys.of(set));
        }
        return Files.exists(file) ? Optional.of(SealKeys.readOrCreate(file)) : Optional.empty();
    }

    private static StoreConfig config(StoreSettings settings) {
        return StoreConfig.of(settings.jdbcUrl().reveal());
    }
}
