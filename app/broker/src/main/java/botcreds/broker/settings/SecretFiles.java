package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a secret was read from, so that it can be read again when they have changed.
 *
 * @param setting the variable that names them
 * @param files   in the order they count; empty for a secret that came from a variable, which cannot change
 */
public record SecretFiles(String setting, List<Path> files) {
    public SecretFiles {
        files = List.copyOf(files);
    }

    /**
     * Reads them, one after the other, as one text.
     *
     * @throws BadSettings with a sentence for each that cannot be used, none of which shows what is in it
     */
    public Secret read() throws BadSettings {
        List<String> texts = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            SecretFile read = SecretFile.read(file);
            read.secret()
                    .ifPresentOrElse(
                            secret -> texts.add(secret.reveal()), () -> problems.add(setting + ": " + read.problem()));
        }
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return Secret.of(String.join("\n", texts));
    }
}
