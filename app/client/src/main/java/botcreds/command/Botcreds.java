package botcreds.command;

import botcreds.client.BrokerException;
import botcreds.client.NotAuthenticated;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;

/** The {@code botcreds} command: finds the word, says it, and tells the shell what came of it. */
@Command(
        name = "botcreds",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WORD",
        description = "Decide what bots may have at GitHub, from a terminal.",
        exitCodeListHeading = "%nExit status:%n",
        subcommands = HelpCommand.class)
final class Botcreds {
    private static final List<Class<?>> WORDS = List.of(
            Login.class,
            Logout.class,
            Whoami.class,
            Pending.class,
            Approve.class,
            Deny.class,
            Revoke.class,
            Log.class,
            Bots.class,
            Lockdown.class,
            Unlock.class,
            Elevate.class,
            Can.class,
            Rules.class,
            Stats.class,
            Policy.class,
            Completion.class);

    private Botcreds() {}

    public static void main(String[] arguments) {
        System.exit(run(Surroundings.real(), arguments));
    }

    /** Says what was typed, and returns the exit code. */
    static int run(Surroundings around, String... arguments) {
        CommandLine words = new CommandLine(new Botcreds(), factory(around));
        WORDS.forEach(words::addSubcommand);
        words.getCommandSpec().usageMessage().exitCodeList(exitCodes());
        words.getSubcommands().values().forEach(word -> word.getCommandSpec().mixinStandardHelpOptions(true));
        words.setCaseInsensitiveEnumValuesAllowed(true);
        words.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8));
        words.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
        words.setExecutionExceptionHandler((failure, word, parsed) -> failed(failure, around));
        return arguments.length == 0 ? usage(words) : words.execute(arguments);
    }

    private static int usage(CommandLine words) {
        words.usage(words.getErr());
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception failure, Surroundings around) throws Exception {
        if (failure instanceof Failure said) {
            around.err().println("botcreds: " + said.getMessage());
            return said.code().number();
        }
        if (failure instanceof BrokerException refused) {
            around.err().println("botcreds: " + advice(refused));
            return ExitCode.of(refused).number();
        }
        throw failure;
    }

    private static String advice(BrokerException refused) {
        return refused instanceof NotAuthenticated
                ? "The broker does not know you: the sign-in has ended, or you are no full member any more."
                        + " Type: botcreds login"
                : String.valueOf(refused.getMessage());
    }

    /** Words get what is around them; whatever else picocli needs, it makes itself. */
    private static IFactory factory(Surroundings around) {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                for (Constructor<?> each : type.getDeclaredConstructors()) {
                    if (each.getParameterCount() == 1 && each.getParameterTypes()[0] == Surroundings.class) {
                        return type.cast(each.newInstance(around));
                    }
                }
                return CommandLine.defaultFactory().create(type);
            }
        };
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(Integer.toString(code.number()), code.meaning());
        }
        return codes;
    }
}
