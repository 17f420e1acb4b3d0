package botcreds.command.cli;

import botcreds.command.config.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command itself: alone it shows what there is. */
@Command(
        name = "botcreds",
        description = "Short-lived GitHub credentials for bots, and the people who decide about them.",
        mixinStandardHelpOptions = true,
        versionProvider = Botcreds.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TokenCommand.class,
            ExecCommand.class,
            AgentCommand.class,
            McpCommand.class,
            Installing.Install.class,
            Installing.Uninstall.class,
            Help.class,
            Completion.class
        })
final class Botcreds implements Runnable {
    private final Surroundings surroundings;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    Botcreds(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        spec.commandLine().usage(surroundings.out());
    }

    /** From the jar's manifest, so that the number has one home. */
    static final class Version implements IVersionProvider {
        static String number() {
            String version = Version.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"botcreds " + number()};
        }
    }
}
