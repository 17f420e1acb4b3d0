package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code botcreds whoami}: a human who is signed in, or else the bot whose key is set. */
@Command(name = "whoami", description = "Say as whom the broker knows you, and what that is worth.")
public final class Whoami extends HumanWord {
    public Whoami(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        boolean isBot =
                configuration().token().isEmpty() && configuration().apiKey().isPresent();
        return isBot ? bot(configuration().asBot().get("/v1/whoami")) : human(broker().get("/v1/me"));
    }

    private ExitCode bot(JsonObject bot) {
        output().card(bot, bot, "bot", List.of(Column.text("BOT", "bot"), Column.text("FROM", "client_ip")));
        return ExitCode.OK;
    }

    private ExitCode human(JsonObject me) {
        JsonObject row = me.deepCopy();
        JsonObject login = Documents.object(me, "login");
        row.addProperty("host", Documents.text(login, "host"));
        row.addProperty("expires_at", Documents.text(login, "expires_at"));
        row.addProperty("may_decide", Documents.flag(me, "may_decide") ? "yes" : "no");
        output().card(
                        me,
                        row,
                        "id",
                        List.of(
                                Column.text("ID", "id"),
                                Column.text("NAME", "name"),
                                Column.text("GROUPS", "groups"),
                                Column.text("MAY DECIDE", "may_decide"),
                                Column.text("HOST", "host"),
                                Column.time("ENDS", "expires_at")));
        return ExitCode.OK;
    }
}
