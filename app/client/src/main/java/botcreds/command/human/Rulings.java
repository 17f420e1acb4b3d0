package botcreds.command.human;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.List;

/** Single requests: how they are named, and what became of one. */
final class Rulings {
    private static final List<Column> COLUMNS = List.of(
            Column.id("ID", "id", "request_id"),
            Column.text("STATE", "state"),
            Column.text("BOT", "bot"),
            Column.text("REPOSITORIES", "repos"),
            Column.text("PERMISSIONS", "permissions"));

    private Rulings() {}

    static ExitCode show(HumanWord word, JsonObject ruling) {
        JsonObject request = Documents.object(ruling, "request");
        word.output().say(Documents.text(ruling, "text"));
        if (request.has("remembered")) {
            word.output().say(Documents.text(request, "remembered"));
        }
        word.output().all(ruling, List.of(request), "request_id", COLUMNS);
        return ExitCode.OK;
    }

    /** How a request is named in a path; people also copy the {@code #} that Slack shows. */
    static String id(String typed) {
        String id = typed.startsWith("#") ? typed.substring(1) : typed;
        if (!id.matches("[A-Za-z0-9_]{1,64}")) {
            throw CommandFailure.usage(
                    "'" + typed + "' is no id of a request.", "Take one from 'botcreds pending', such as a3f2.");
        }
        return id;
    }
}
