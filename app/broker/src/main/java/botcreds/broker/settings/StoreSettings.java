package botcreds.broker.settings;

import botcreds.broker.model.Durations;
import botcreds.broker.model.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Where rows are kept.
 *
 * @param data        the directory of the broker's own files; it may not exist yet
 * @param databaseUrl a JDBC URL, possibly with a password in it; empty means an H2 file in {@code data}
 * @param auditKeep   how old rows of the audit log may get, 7 days or more; empty keeps all
 * @param sealKey     base64 of 32 bytes; empty means a key file in {@code data}, made on the first start
 */
public record StoreSettings(
        Path data, Optional<Secret> databaseUrl, Optional<Secret> sealKey, Optional<Duration> auditKeep) {
    /** No grant lasts longer, so a request's rows are there as long as anybody acts upon it. */
    public static final Duration SHORTEST_KEEP = Duration.ofDays(7);

    private static final int KEY_BYTES = 32;

    /** Returns where the H2 database is, if nothing else is named; without the suffix of its file. */
    public Path h2File() {
        return data.toAbsolutePath().resolve("botcreds");
    }

    /** Returns the bytes of the seal key; a new array each time. */
    public Optional<byte[]> sealKeyBytes() {
        return sealKey.map(key -> Base64.getDecoder().decode(key.reveal()));
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
        Optional<Secret> sealKey = from.ownersSecret("BOTCREDS_SEAL_KEY");
        if (sealKey.isPresent() && !isSealKey(sealKey.get().reveal())) {
            from.problem(
                    "BOTCREDS_SEAL_KEY", "it must be the base64 of 32 bytes; make one with: openssl rand -base64 32");
        }
        if (sealKey.isEmpty() && url.isPresent() && url.get().reveal().startsWith("jdbc:postgresql:")) {
            from.warning(
                    "BOTCREDS_SEAL_KEY",
                    "not set, so this node makes its own; several nodes on one database must share one");
        }
        return new StoreSettings(data, url, sealKey, auditKeep(from));
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

    private static boolean isSealKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
