package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds keys}: the API keys of bots. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WORD",
        description = "The API keys of bots.",
        subcommands = Keys.Rotate.class)
public final class Keys {
    public Keys() {}

    /** {@code botcreds keys rotate BOT}. */
    @Command(
            name = "rotate",
            description = "Make a new key for a bot and print it, once. Its other keys count for another 24 hours.")
    public static final class Rotate extends HumanWord {
        @Parameters(paramLabel = "BOT", description = "its name in the policy")
        private String bot = "";

        @Option(names = "--at-once", description = "let the old keys end now")
        private boolean atOnce;

        @Mixin
        private Consent consent = new Consent();

        public Rotate(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        ExitCode say() {
            JsonObject body = new JsonObject();
            body.addProperty("at_once", atOnce);
            return new Deeds(this).perform(consent, "/v1/bots/" + Documents.encoded(bot) + "/keys", body);
        }
    }
}
