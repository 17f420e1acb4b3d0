package botcreds.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real ssh-keygen. */
public final class SshKeygen {
    private SshKeygen() {}

    /** Makes a pair and returns the line of its public half. */
    public static String make(Path directory, String... options) throws Exception {
        Path file = Files.createTempDirectory(directory, "pair-").resolve("key");
        List<String> command = new ArrayList<>(List.of("-q", "-N", "", "-C", "bot@host", "-f", file.toString()));
        command.addAll(List.of(options));
        run(command);
        return Files.readString(Path.of(file + ".pub")).strip();
    }

    /** Returns the public half that ssh-keygen computes from this private half. */
    public static String publicOf(Path directory, String privateKey) throws Exception {
        Path file = Files.createTempFile(
                directory,
                "identity",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, privateKey);
        return run(List.of("-y", "-f", file.toString())).strip();
    }

    public static String fingerprint(Path directory, String publicKey) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "key", ".pub"), publicKey + "\n");
        return run(List.of("-l", "-f", file.toString())).strip();
    }

    private static String run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
