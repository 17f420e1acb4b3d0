package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code botcreds bots}. */
@Command(name = "bots", description = "Every bot and how it stands.")
public final class Bots extends HumanWord {
    public Bots(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject answer = broker().get("/v1/bots");
        List<JsonObject> rows = new ArrayList<>();
        Documents.objects(answer, "bots").forEach(bot -> {
            JsonObject row = bot.deepCopy();
            row.addProperty("state", state(bot));
            row.addProperty("keys", Documents.objects(bot, "keys").size());
            row.addProperty("hour", hour(bot));
            rows.add(row);
        });
        output().all(
                        answer,
                        rows,
                        "bot",
                        List.of(
                                Column.text("BOT", "bot"),
                                Column.text("OWNER", "owner"),
                                Column.text("STATE", "state"),
                                Column.text("WAITING", "pending"),
                                Column.text("LIVE", "live"),
                                Column.text("ENDING", "revoke_pending"),
                                Column.text("KEYS", "keys"),
                                Column.text("TOKENS THIS HOUR", "hour"),
                                Column.time("LAST SEEN", "last_seen")));
        return ExitCode.OK;
    }

    /** For each installation; empty where GitHub has not told of its limit, or the bot was given nothing. */
    private static String hour(JsonObject bot) {
        return Documents.objects(bot, "github").stream()
                .map(share -> Documents.text(share, "tokens") + " of " + Documents.text(share, "all_tokens"))
                .collect(Collectors.joining(", "));
    }

    private static String state(JsonObject bot) {
        if (bot.has("locked")) {
            return "locked by " + Documents.text(Documents.object(bot, "locked"), "by");
        }
        return Documents.flag(bot, "listed") ? "ok" : "not in the policy";
    }
}
