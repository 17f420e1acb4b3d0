package botcreds.command.cli;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.mcp.AccessTools;
import botcreds.command.mcp.McpServer;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets an AI agent ask for access itself. */
@Command(
        name = "mcp",
        mixinStandardHelpOptions = true,
        description = "Serve the Model Context Protocol on stdin and stdout; no answer ever holds a token.")
final class McpCommand implements Runnable {
    private final Surroundings surroundings;

    @Mixin
    private final Globals globals;

    McpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.globals = new Globals(surroundings);
    }

    @Override
    public void run() {
        try {
            new McpServer(surroundings, new AccessTools(globals.configuration()), Botcreds.Version.number()).run();
        } catch (IOException broken) {
            throw new CommandFailure(ExitCode.ERROR, "The input could not be read.", "Start the server again.");
        }
    }
}
