package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code botcreds unlock}. */
@Command(name = "unlock", description = "Let a bot that was locked down ask again; what was revoked stays revoked.")
final class Unlock extends HumanWord {
    @Parameters(paramLabel = "BOT", description = "Its name in the policy.")
    private String bot = "";

    @Mixin
    private Consent consent = new Consent();

    Unlock(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        return new Deeds(around(), output(), broker())
                .perform(consent, "/v1/bots/" + HumanClient.encoded(bot) + "/unlock", new JsonObject());
    }
}
