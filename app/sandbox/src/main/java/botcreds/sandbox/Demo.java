package botcreds.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The whole broker on one's own machine in one command: starts a sandbox GitHub, a sandbox Slack and the packaged broker,
 * and lets a small bot ask, wait, push and ask again. Everything between them is real; only the two companies are not.
 *
 * <p>System properties: {@code demo.jar}, the packaged broker; {@code demo.home}, a folder for what it makes;
 * {@code demo.auto=true} clicks in Slack itself and ends. Exit codes: 0 all was seen; 1 a step failed.
 */
public final class Demo {
    private final Transcript say;
    private final Path jar;
    private final Path home;
    private final boolean auto;
    private volatile boolean stopping;

    private Demo(Transcript say, Path jar, Path home, boolean auto) {
        this.say = say;
        this.jar = jar;
        this.home = home;
        this.auto = auto;
    }

    public static void main(String[] arguments) {
        Demo demo = new Demo(
                new Transcript(System.out),
                Path.of(System.getProperty("demo.jar", "app/broker/target/botcreds-broker.jar")),
                Path.of(System.getProperty("demo.home", "target/demo")),
                Boolean.getBoolean("demo.auto"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> demo.stopping = true, "end of the demo"));
        // Maven may be stopped alone, by a signal that is not sent to the whole terminal; nobody could press Enter
        // then.
        ProcessHandle.current().parent().ifPresent(maven -> {
            var unused = maven.onExit().thenRun(() -> System.exit(1));
        });
        // The broker is stopped by a shutdown hook, so that Ctrl-C and a normal end go the same way.
        System.exit(demo.run());
    }

    private int run() {
        try {
            DemoWorld world = start();
            new DemoStory(world, say, auto).tell();
            say.blank();
            if (!auto) {
                stayUp(world);
            }
            say.line("Done. What was made stays in " + world.files().home());
            return 0;
        } catch (DemoFailed failed) {
            return complain(String.valueOf(failed.getMessage()));
        } catch (IOException broken) {
            return complain("input or output failed: " + broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return complain("it was interrupted");
        }
    }

    private DemoWorld start() throws IOException, InterruptedException {
        DemoFiles files = DemoFiles.fresh(home);
        say.step("Starting a GitHub, a Slack and the broker on this machine");
        say.field("git", GitCheckout.version());
        say.field("broker", "java -jar " + jar);
        DemoWorld world = DemoWorld.start(files, jar);
        say.field("Slack", world.slack().origin() + "/   (the page with the buttons)");
        say.field("GitHub", world.gitHub().url() + "/");
        say.field("broker's API", world.api() + "/");
        say.field("policy", files.policy().toString());
        say.field("broker's log", files.log().toString());
        return world;
    }

    private void stayUp(DemoWorld world) throws IOException {
        say.line("All of it stays up. Try Revoke on the receipt, or /botcreds log in the message box, at");
        say.line(world.slack().origin() + "/ and press Enter here to stop.");
        int key = System.in.read();
        if (key < 0) {
            say.line("There is no keyboard to wait for, so it stops now.");
        }
    }

    private int complain(String what) {
        if (!stopping) {
            say.blank();
            ("FAILED: " + what).lines().forEach(say::line);
            Path log = new DemoFiles(home.toAbsolutePath().normalize()).log();
            if (Files.exists(log)) {
                say.line("The broker's log is " + log);
            }
        }
        return 1;
    }
}
