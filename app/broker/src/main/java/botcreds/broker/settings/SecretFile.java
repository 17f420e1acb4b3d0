package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** What reading a secret from a file led to: the secret, or a sentence that names the file and never its content. */
public record SecretFile(Optional<Secret> secret, String problem) {
    /** Private keys have about 3 KiB; whoever names a log file by mistake should not wait for it. */
    private static final long LARGEST = 64L * 1024;

    public <T> T fold(Function<Secret, T> onSecret, Function<String, T> onProblem) {
        return secret.map(onSecret).orElseGet(() -> onProblem.apply(problem));
    }

    /**
     * Reads the file, through symbolic links, without white space around its text. A file that others than its owner may
     * read is refused; what counts is the file that the links lead to, see {@code app/docs/operations.md}, "Files with
     * secrets".
     */
    public static SecretFile read(Path named) {
        try {
            Path file = named.toRealPath();
            if (!Files.isRegularFile(file)) {
                return bad(named + " is not a regular file; name the file that holds the secret");
            }
            Optional<Custody> custody = Custody.of(file);
            Optional<String> wide = custody.flatMap(each -> each.problem(RunningUser.current(), file));
            if (wide.isPresent()) {
                return bad(named + " " + wide.get());
            }
            if (Files.size(file) > LARGEST) {
                return bad(named + " is larger than 64 KiB, which no secret is; name another file");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            return text.isEmpty()
                    ? bad(named + " is empty; write the secret into it")
                    : new SecretFile(Optional.of(Secret.of(text)), "");
        } catch (CharacterCodingException binary) {
            return bad(named + " is not a text file; write the secret into it as text");
        } catch (IOException unreadable) {
            return bad(named
                    + " cannot be read; it must exist in a folder the broker's user may enter, and be that user's with"
                    + " mode 0600, or root's with mode 0640 and a group of that user");
        }
    }

    /**
     * The same for who cannot go on without.
     *
     * @throws IllegalArgumentException with what is wrong with the file, and nothing of what is in it
     */
    public static Secret orThrow(Path named) {
        return read(named).fold(secret -> secret, why -> {
            throw new IllegalArgumentException(why);
        });
    }

    private static SecretFile bad(String problem) {
        return new SecretFile(Optional.empty(), problem);
    }
}
