package botcreds.command.cli;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.git.Self;
import botcreds.command.install.Installer;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code install} and {@code uninstall}, which are the same but for the direction. */
abstract class Installing implements Runnable {
    private final Surroundings surroundings;

    @Mixin
    private final Globals globals;

    @Parameters(arity = "1..*", paramLabel = "WHAT", description = "git, gh or hooks")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private List<String> parts;

    @Option(names = "--dry-run", description = "show what would be changed, and change nothing")
    private boolean dryRun;

    Installing(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.globals = new Globals(surroundings);
    }

    abstract List<String> change(Installer installer, String part) throws IOException;

    @Override
    public void run() {
        Installer installer = new Installer(globals.configuration(), Self.command(), dryRun);
        for (String part : parts) {
            if (!List.of("git", "gh", "hooks").contains(part)) {
                throw CommandFailure.usage("'" + part + "' cannot be installed.", "Say git, gh or hooks.");
            }
            try {
                List<String> changes = change(installer, part);
                changes.forEach(surroundings.out()::println);
                if (changes.isEmpty()) {
                    surroundings.err().println("botcreds: nothing to do for " + part + ".");
                }
            } catch (IOException failed) {
                throw new CommandFailure(
                        ExitCode.ERROR, "A file for " + part + " could not be written.", "Check the folder's mode.");
            }
        }
    }

    /** Puts botcreds between git, gh or commits and GitHub. */
    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = "Make git, gh or the commits of this user use botcreds.")
    static final class Install extends Installing {
        Install(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        List<String> change(Installer installer, String part) throws IOException {
            return switch (part) {
                case "git" -> installer.installGit();
                case "gh" -> installer.installGh();
                default -> installer.installHooks();
            };
        }
    }

    /** Takes it back. */
    @Command(
            name = "uninstall",
            mixinStandardHelpOptions = true,
            description = "Take back what 'install' has changed, and nothing else.")
    static final class Uninstall extends Installing {
        Uninstall(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        List<String> change(Installer installer, String part) throws IOException {
            return switch (part) {
                case "git" -> installer.uninstallGit();
                case "gh" -> installer.uninstallGh();
                default -> installer.uninstallHooks();
            };
        }
    }
}
