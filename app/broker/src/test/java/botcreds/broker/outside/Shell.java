package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A bot's machine: a home of its own, {@code botcreds} on the PATH, and nothing of whoever runs the tests. */
final class Shell {
    private static final long LONGEST_SECONDS = 120;

    final Path home;
    final Map<String, String> environment = new TreeMap<>();

    Shell(Town town) throws IOException {
        home = Files.createTempDirectory(town.directory, "home-");
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path unused = Files.createSymbolicLink(
                bin.resolve("botcreds"), Path.of(property("botcreds.command")).toAbsolutePath());
        environment.put(
                "BOTCREDS_JAR",
                Path.of(property("botcreds.command.jar")).toAbsolutePath().toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("HOME", home.toString());
        environment.put("PATH", bin + ":/usr/bin:/bin");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("BOTCREDS_URL", town.broker().listener("api").toString());
        environment.put("BOTCREDS_API_KEY", Town.MACHINA_KEY);
        environment.put("BOTCREDS_GITHUB_URL", town.gitHub.url().toString().replaceAll("/+$", ""));
        environment.put("GIT_AUTHOR_NAME", "machina");
        environment.put("GIT_AUTHOR_EMAIL", "machina@example.com");
        environment.put("GIT_COMMITTER_NAME", "machina");
        environment.put("GIT_COMMITTER_EMAIL", "machina@example.com");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("-D" + name + " is missing; app/broker/pom.xml sets it");
        }
        return value;
    }

    /** How it ended. */
    record Outcome(int code, String out, String err) {
        Outcome isOk() {
            assertThat(code).as(out + err).isZero();
            return this;
        }
    }

    Process start(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
        builder.directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectOutput(home.resolve("stdout").toFile());
        builder.redirectError(home.resolve("stderr").toFile());
        return builder.start();
    }

    Outcome run(String script) throws IOException, InterruptedException {
        Process process = start(script);
        assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS))
                .as(script)
                .isTrue();
        return outcome(process);
    }

    Outcome outcome(Process process) throws IOException {
        return new Outcome(
                process.exitValue(),
                Files.readString(home.resolve("stdout")),
                Files.readString(home.resolve("stderr")));
    }

    /** All the text below the home, with the files' names: for what must stand nowhere. */
    String everyFileBut(List<String> excluded) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (excluded.stream().noneMatch(part -> file.toString().contains(part))) {
                    text.append(file).append('\n').append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return text.toString();
    }
}
