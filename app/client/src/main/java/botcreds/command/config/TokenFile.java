package botcreds.command.config;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * Where tokens of signed-in humans are kept, by the broker's address: one file that only its owner may read. One that others
 * may read is refused, not mended: somebody may have read it already. Not thread-safe.
 */
public final class TokenFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final String BROKERS = "brokers";
    private static final String CURRENT = "current";

    private final Path directory;
    private final Path file;

    TokenFile(Path directory) {
        this.directory = directory.toAbsolutePath();
        this.file = this.directory.resolve("tokens.json");
    }

    /**
     * A token with what is told of it.
     *
     * @param name      of the human it acts as
     * @param expiresAt RFC 3339
     */
    public record Kept(String token, String name, String expiresAt) {
        /** Does not show the token. */
        @Override
        public String toString() {
            return "Kept[" + name + " until " + expiresAt + "]";
        }
    }

    public Path path() {
        return file;
    }

    /** Refuses a file that is damaged, or that others may read. */
    public void requireUsable() {
        JsonObject unused = read();
    }

    /** The broker that was signed in at last. */
    public Optional<String> currentUrl() {
        JsonObject all = read();
        return all.has(CURRENT) ? Optional.of(all.get(CURRENT).getAsString()) : Optional.empty();
    }

    /**
     * The token for this broker.
     *
     * @throws CommandFailure if its time is over
     */
    Optional<String> living(String url, Instant now) {
        return find(url).map(kept -> {
            if (isOver(kept, now)) {
                throw new CommandFailure(
                        ExitCode.NOT_ALLOWED,
                        "Your sign-in as " + kept.name() + " has ended (" + kept.expiresAt() + ").",
                        "Run 'botcreds login'.");
            }
            return kept.token();
        });
    }

    private static boolean isOver(Kept kept, Instant now) {
        try {
            return !Instant.parse(kept.expiresAt()).isAfter(now);
        } catch (DateTimeParseException unknown) {
            // The broker knows.
            return false;
        }
    }

    private Optional<Kept> find(String url) {
        JsonObject brokers = brokers(read());
        if (!brokers.has(url)) {
            return Optional.empty();
        }
        JsonObject kept = brokers.getAsJsonObject(url);
        return Optional.of(new Kept(
                kept.get("token").getAsString(),
                kept.get("name").getAsString(),
                kept.get("expires_at").getAsString()));
    }

    public void keep(String url, Kept kept) {
        JsonObject all = read();
        JsonObject brokers = brokers(all);
        JsonObject entry = new JsonObject();
        entry.addProperty("token", kept.token());
        entry.addProperty("name", kept.name());
        entry.addProperty("expires_at", kept.expiresAt());
        brokers.add(url, entry);
        all.add(BROKERS, brokers);
        all.addProperty(CURRENT, url);
        write(all);
    }

    public void forget(String url) {
        JsonObject all = read();
        JsonObject brokers = brokers(all);
        if (brokers.remove(url) != null) {
            all.add(BROKERS, brokers);
            write(all);
        }
    }

    private static JsonObject brokers(JsonObject all) {
        return all.has(BROKERS) ? all.getAsJsonObject(BROKERS) : new JsonObject();
    }

    private JsonObject read() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new JsonObject();
        }
        refuseIfOthersMayRead();
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException damaged) {
            throw new CommandFailure(ExitCode.ERROR, file + " is damaged.", "Delete it, and run 'botcreds login'.");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void refuseIfOthersMayRead() {
        if (!hasModes()) {
            return;
        }
        try {
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
            boolean narrow = PosixFilePermissions.fromString("rw-------").containsAll(modes);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !narrow) {
                throw new CommandFailure(
                        ExitCode.ERROR,
                        file + " is not a file that only you may read (its mode is "
                                + PosixFilePermissions.toString(modes) + "), so others may hold your token.",
                        "Type /botcreds logout in Slack, which signs you out everywhere; then delete the file, and run"
                                + " 'botcreds login'.");
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A crash leaves the old file or the new one. The new one is narrow from its first byte on. */
    private void write(JsonObject all) {
        try {
            Path next;
            if (hasModes()) {
                Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
                next = Files.createTempFile(directory, "tokens", ".new", OWNER_ONLY);
            } else {
                Files.createDirectories(directory);
                next = Files.createTempFile(directory, "tokens", ".new");
            }
            Files.write(next, all.toString().getBytes(StandardCharsets.UTF_8));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "The token could not be written to " + file + " ("
                            + unwritable.getClass().getSimpleName() + ").",
                    "Make the directory writable, or name another one in XDG_CONFIG_HOME.");
        }
    }

    /** Windows has none; it keeps the files of a profile to their owner. */
    private boolean hasModes() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
