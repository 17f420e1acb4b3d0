package botcreds.command;

import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code botcreds bots}. */
@Command(name = "bots", description = "Every bot and how it stands.")
final class Bots extends HumanWord {
    Bots(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        JsonObject answer = broker().get("/v1/bots");
        List<JsonObject> bots = Documents.objects(answer, "bots");
        output().show(
                        around(),
                        answer,
                        () -> table(bots),
                        () -> bots.stream().map(bot -> Documents.text(bot, "bot")).toList());
        return ExitCode.OK;
    }

    private Table table(List<JsonObject> bots) {
        Times times = output().times(around());
        Table table = new Table("BOT", "OWNER", "STATE", "WAITING", "LIVE", "ENDING", "KEYS", "LAST SEEN");
        bots.forEach(bot -> table.row(
                Documents.text(bot, "bot"),
                Documents.text(bot, "owner"),
                state(bot),
                Documents.text(bot, "pending"),
                Documents.text(bot, "live"),
                Documents.text(bot, "revoke_pending"),
                Integer.toString(Documents.objects(bot, "keys").size()),
                times.shown(Documents.text(bot, "last_seen"))));
        return table;
    }

    private static String state(JsonObject bot) {
        if (bot.has("locked")) {
            return "locked by " + Documents.text(Documents.object(bot, "locked"), "by");
        }
        return Documents.flag(bot, "listed") ? "ok" : "not in the policy";
    }
}
