package botcreds.command.human;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds revoke}: one credential, all of a bot, or all that reach a repository. */
@Command(name = "revoke", description = "End a credential at GitHub, all of a bot, or all that reach a repository.")
public final class Revoke extends HumanWord {
    @Parameters(
            arity = "0..1",
            paramLabel = "TOKEN",
            description = "its id tok_…, never the token itself; or the id of the request it was issued for")
    private Optional<String> token = Optional.empty();

    @Option(names = "--bot", paramLabel = "BOT", description = "all of this bot")
    private Optional<String> bot = Optional.empty();

    @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "all that reach this repository")
    private Optional<String> repo = Optional.empty();

    @Mixin
    private Consent consent = new Consent();

    public Revoke(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        if (Stream.of(token, bot, repo).filter(Optional::isPresent).count() != 1) {
            throw CommandFailure.usage(
                    "It is not clear what to revoke.", "Name a token (tok_…), --bot=B or --repo=OWNER/NAME.");
        }
        token.filter(text -> text.matches("(?i)gh[a-z]_.*|github_pat_.*")).ifPresent(secret -> {
            throw CommandFailure.usage(
                    "That is a token itself, and it is in your shell's history now.",
                    "Revoke it by its id: 'botcreds log --event=credential_issued' shows token_id.");
        });
        Optional<String> request = token.filter(text -> !text.startsWith("tok_"));
        if (request.isPresent()) {
            return Rulings.show(
                    this, broker().post("/v1/requests/" + Rulings.id(request.get()) + "/revoke", new JsonObject()));
        }
        JsonObject body = new JsonObject();
        token.ifPresent(id -> body.addProperty("token_id", id));
        bot.ifPresent(name -> body.addProperty("bot", name));
        repo.ifPresent(name -> body.addProperty("repo", name));
        return new Deeds(this).perform(consent, "/v1/revocations", body);
    }
}
