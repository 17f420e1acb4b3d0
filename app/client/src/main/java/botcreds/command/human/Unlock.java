package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code botcreds unlock}. */
@Command(name = "unlock", description = "Let a bot that was locked down ask again; what was revoked stays revoked.")
public final class Unlock extends HumanWord {
    @Parameters(paramLabel = "BOT", description = "its name in the policy")
    private String bot = "";

    @Mixin
    private Consent consent = new Consent();

    public Unlock(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        return new Deeds(this).perform(consent, "/v1/bots/" + Documents.encoded(bot) + "/unlock", new JsonObject());
    }
}
