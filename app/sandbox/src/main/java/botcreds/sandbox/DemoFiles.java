package botcreds.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the demo keeps what it makes.
 *
 * @param home a folder of the demo's own, usually {@code target/demo}
 */
record DemoFiles(Path home) {
    /** Removes what an earlier demo left there, and nothing else that may be in the folder. */
    static DemoFiles fresh(Path home) throws IOException {
        DemoFiles files = new DemoFiles(home.toAbsolutePath().normalize());
        Files.createDirectories(files.home());
        for (Path old : List.of(files.data(), files.gitHub(), files.work(), files.policy(), files.log())) {
            remove(old);
        }
        Files.createDirectories(files.work());
        return files;
    }

    Path data() {
        return home.resolve("data");
    }

    Path gitHub() {
        return home.resolve("github");
    }

    Path work() {
        return home.resolve("work");
    }

    Path policy() {
        return home.resolve("policy.yaml");
    }

    Path log() {
        return home.resolve("broker.log");
    }

    private static void remove(Path old) throws IOException {
        if (Files.notExists(old)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(old)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
