package botcreds.command.cli;

import botcreds.command.config.Surroundings;
import botcreds.command.human.Approve;
import botcreds.command.human.Audit;
import botcreds.command.human.Bots;
import botcreds.command.human.Can;
import botcreds.command.human.Deny;
import botcreds.command.human.Elevate;
import botcreds.command.human.Keys;
import botcreds.command.human.Lockdown;
import botcreds.command.human.Log;
import botcreds.command.human.Login;
import botcreds.command.human.Logout;
import botcreds.command.human.Pending;
import botcreds.command.human.Policy;
import botcreds.command.human.Revoke;
import botcreds.command.human.Rules;
import botcreds.command.human.Stats;
import botcreds.command.human.Unlock;
import botcreds.command.human.Whoami;
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
            Login.class,
            Logout.class,
            Whoami.class,
            Pending.class,
            Approve.class,
            Deny.class,
            Revoke.class,
            Log.class,
            Audit.class,
            Bots.class,
            Keys.class,
            Lockdown.class,
            Unlock.class,
            Elevate.class,
            Rules.class,
            Stats.class,
            Can.class,
            Policy.class,
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
