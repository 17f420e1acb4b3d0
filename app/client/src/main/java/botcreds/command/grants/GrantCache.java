package botcreds.command.grants;

import botcreds.command.config.Configuration;
import botcreds.command.config.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The grants of one bot at one broker, one file each, in a folder of mode 0700. Losing the folder costs another ask and
 * nothing else. Safe for several processes.
 */
public final class GrantCache {
    private static final String GRANT = ".grant";
    private static final String ASKED = ".asked";

    /** How long a request that is undecided or was turned down is asked about instead of being asked anew. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Path folder;

    private GrantCache(Path folder) {
        this.folder = folder;
    }

    /** {@code $BOTCREDS_CACHE}, or a folder of this bot's in the user's runtime or cache directory. */
    public static GrantCache of(Configuration configuration) {
        Surroundings surroundings = configuration.surroundings();
        Path folder = surroundings
                .variable("BOTCREDS_CACHE")
                .map(Path::of)
                .orElseGet(() -> users(surroundings)
                        .resolve(hash(configuration.url() + "\n"
                                + configuration.apiKey().orElse(""))));
        return new GrantCache(PrivateFiles.folder(folder));
    }

    /** A cache in a folder of its own, for one job. */
    public static GrantCache in(Path folder) {
        return new GrantCache(PrivateFiles.folder(folder));
    }

    private static Path users(Surroundings surroundings) {
        return surroundings
                .variable("XDG_RUNTIME_DIR")
                .map(Path::of)
                .filter(Files::isWritable)
                .or(() -> surroundings.variable("XDG_CACHE_HOME").map(Path::of))
                .orElseGet(() -> surroundings.home().resolve(".cache"))
                .resolve("botcreds");
    }

    public List<Grant> all() {
        return texts(GRANT).stream()
                .flatMap(text -> GrantText.read(text).stream())
                .toList();
    }

    /** The requests that are undecided, or were turned down. */
    List<String> asked() {
        return texts(ASKED);
    }

    private List<String> texts(String suffix) {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(suffix)) {
                    text(file).ifPresent(texts::add);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return texts;
    }

    /** What covers the need, the one that ends last first. */
    List<Grant> covering(Need need) {
        return all().stream()
                .filter(grant -> grant.scope().covers(need))
                .sorted((one, other) -> other.expiresAt().compareTo(one.expiresAt()))
                .toList();
    }

    Optional<Grant> fresh(Need need, Instant until) {
        return covering(need).stream()
                .filter(grant -> until.isBefore(grant.expiresAt()))
                .findFirst();
    }

    void put(Grant grant) {
        PrivateFiles.write(file(grant.scope(), GRANT), GrantText.write(grant));
    }

    public void drop(Grant grant) {
        delete(file(grant.scope(), GRANT));
    }

    /** The request for exactly this that was not answered with a grant a short while ago. */
    Optional<String> asked(Need need, Instant now) {
        Path file = file(need, ASKED);
        try {
            if (Files.getLastModifiedTime(file).toInstant().plus(REMEMBERED).isAfter(now)) {
                return text(file);
            }
        } catch (IOException none) {
            return Optional.empty();
        }
        delete(file);
        return Optional.empty();
    }

    void remember(Need need, String requestId) {
        PrivateFiles.write(file(need, ASKED), requestId);
    }

    void forget(Need need) {
        delete(file(need, ASKED));
    }

    /** Runs while no other process of this cache asks for the same: ten fetches at once are one ask. */
    <T> T alone(Need need, Supplier<T> work) {
        try (FileChannel channel = PrivateFiles.channel(file(need, ".lock"));
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return work.get();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path file(Need need, String suffix) {
        return folder.resolve(hash(need.toString()) + suffix);
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path file) {
        try {
            boolean unused = Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Keeps keys out of names, and names short. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
