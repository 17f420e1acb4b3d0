package botcreds.broker.settings;

import botcreds.broker.model.Durations;
import botcreds.broker.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where rows are kept.
 *
 * @param data        the directory of the broker's own files; it may not exist yet
 * @param databaseUrl a JDBC URL, possibly with a password in it; empty means an H2 file in {@code data}
 * @param sealKey     each base64 of 32 bytes, with white space or commas between; the first seals, all open. Empty means the
 *                    file {@link #sealKeyFile()}, made on the first start
 * @param auditKeep   how old rows of the audit log may get, 7 days or more; empty keeps all
 */
public record StoreSettings(
        Path data, Optional<Secret> databaseUrl, Optional<Secret> sealKey, Optional<Duration> auditKeep) {
    /** No grant lasts longer, so a request's rows are there as long as anybody acts upon it. */
    public static final Duration SHORTEST_KEEP = Duration.ofDays(7);

    private static final int KEY_BYTES = 32;
    private static final String SEAL_KEY = "BOTCREDS_SEAL_KEY";

    /** Returns where the H2 database is, if nothing else is named; without the suffix of its file. */
    public Path h2File() {
        return data.toAbsolutePath().resolve("botcreds");
    }

    /** Returns the bytes of the seal keys, the one that seals first; new arrays each time. None if none is set. */
    public List<byte[]> sealKeyBytes() {
        return sealKey.stream()
                .flatMap(StoreSettings::each)
                .map(Base64.getDecoder()::decode)
                .toList();
    }

    /** Where the seal keys are kept if none is set. */
    public Path sealKeyFile() {
        return data.resolve("seal.key");
    }

    /** Where the database is; a file in {@code data} unless another one is named. */
    public Secret jdbcUrl() {
        return databaseUrl.orElseGet(() -> Secret.of("jdbc:h2:file:" + h2File()));
    }

    static StoreSettings read(Environment from) {
        Path data = from.path("BOTCREDS_DATA", "./data");
        if (Files.exists(data) && !Files.isDirectory(data)) {
            from.problem("BOTCREDS_DATA", data + " is not a directory; name one, or move that file away");
        }
        Optional<Secret> url = from.secret("BOTCREDS_DATABASE_URL");
        if (url.isPresent() && !isDatabase(url.get().reveal())) {
            from.problem(
                    "BOTCREDS_DATABASE_URL",
                    "it must begin with jdbc:postgresql:// or jdbc:h2:; unset it to keep an H2 file in BOTCREDS_DATA");
        }
        refuseWhatOthersCanChange(from, data);
        Optional<Secret> sealKey = from.secrets(SEAL_KEY);
        if (sealKey.isPresent() && !areSealKeys(each(sealKey.get()).toList())) {
            from.problem(
                    SEAL_KEY,
                    "it must be the base64 of 32 bytes, or several of them with spaces between; make one with:"
                            + " openssl rand -base64 32");
        }
        if (sealKey.isEmpty() && url.isPresent() && url.get().reveal().startsWith("jdbc:postgresql:")) {
            from.warning(SEAL_KEY, "not set, so this node makes its own; several nodes on one database must share one");
        }
        StoreSettings settings = new StoreSettings(data, url, sealKey, auditKeep(from));
        if (!from.isSet(SEAL_KEY) && Files.exists(settings.sealKeyFile())) {
            String wide = SecretFile.read(settings.sealKeyFile()).problem();
            if (!wide.isEmpty()) {
                from.problem("BOTCREDS_DATA", wide);
            }
        }
        return settings;
    }

    /** A folder that is not there yet is made for the broker alone. */
    private static void refuseWhatOthersCanChange(Environment from, Path data) {
        if (!Files.isDirectory(data)) {
            return;
        }
        PosixFileAttributeView modes = Files.getFileAttributeView(data, PosixFileAttributeView.class);
        if (modes == null) {
            from.warning("BOTCREDS_DATA", "this file system has no modes: see that nobody else can change " + data);
            return;
        }
        try {
            if (modes.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                from.problem(
                        "BOTCREDS_DATA",
                        data
                                + " can be changed by everybody, who could put another key or database there; run: chmod 700 "
                                + data);
            }
        } catch (IOException unreadable) {
            from.problem(
                    "BOTCREDS_DATA",
                    "who may change " + data + " cannot be found out; let the broker's user own it, with mode 0700");
        }
    }

    private static Stream<String> each(Secret keys) {
        return Arrays.stream(keys.reveal().strip().split("[\\s,]+", -1)).filter(key -> !key.isEmpty());
    }

    private static Optional<Duration> auditKeep(Environment from) {
        Optional<String> text = from.text("BOTCREDS_AUDIT_KEEP");
        Optional<Duration> age = text.flatMap(Durations::parse).filter(each -> each.compareTo(SHORTEST_KEEP) >= 0);
        if (text.isPresent() && age.isEmpty()) {
            from.problem(
                    "BOTCREDS_AUDIT_KEEP",
                    "write how old rows of the audit log may get, 7d or more, for example 400d; unset it to keep them all");
        }
        return age;
    }

    private static boolean isDatabase(String url) {
        return url.startsWith("jdbc:postgresql://") || url.startsWith("jdbc:h2:");
    }

    private static boolean areSealKeys(List<String> texts) {
        return !texts.isEmpty() && texts.stream().allMatch(StoreSettings::isSealKey);
    }

    private static boolean isSealKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
