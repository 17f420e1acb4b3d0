package botcreds.command.cli;

import botcreds.command.agent.Agent;
import botcreds.command.config.Configuration;
import botcreds.command.config.Spans;
import botcreds.command.config.Surroundings;
import botcreds.command.grants.GrantCache;
import botcreds.command.grants.Grants;
import botcreds.command.grants.PrivateFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps a token file fresh, as a sidecar does. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Keep a file (mode 0600) with a token that lives for ten more minutes, until stopped.",
            "Then the file goes, and the access is given back."
        })
final class AgentCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final Globals globals;

    @Mixin
    private final Needed needed = new Needed();

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "where; its folder is made if need be")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private Path file;

    @Option(names = "--session", paramLabel = "SPAN", description = "approve once for this long, like 8h")
    private @Nullable String session;

    AgentCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.globals = new Globals(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = globals.configuration();
        Path target = surroundings.directory().resolve(file).normalize();
        Path folder = PrivateFiles.folder(target.resolveSibling(".botcreds-" + target.getFileName()));
        Grants grants = new Grants(GrantCache.in(folder), configuration::asBot, surroundings.clock());
        Agent agent = new Agent(
                surroundings,
                grants,
                needed.wish(
                        configuration,
                        "keeping a token file fresh",
                        Optional.ofNullable(session).map(Spans::parse)),
                target);
        Runtime.getRuntime().addShutdownHook(new Thread(agent::stop));
        agent.run();
        return 0;
    }
}
