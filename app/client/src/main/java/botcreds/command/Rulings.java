package botcreds.command;

import com.google.gson.JsonObject;
import java.util.List;

/** What became of one request, as every word that decides one shows it. */
final class Rulings {
    private Rulings() {}

    static void show(HumanWord word, JsonObject ruling) {
        word.tell(Documents.text(ruling, "text"));
        JsonObject request = Documents.object(ruling, "request");
        if (request.has("remembered")) {
            word.tell(Documents.text(request, "remembered"));
        }
        word.output()
                .show(
                        word.around(),
                        ruling,
                        () -> new Table("RESULT", "ID", "BOT", "REPOSITORIES", "PERMISSIONS", "STATE")
                                .row(
                                        Documents.text(ruling, "result"),
                                        Documents.text(
                                                request,
                                                word.output().isForHumans(word.around()) ? "id" : "request_id"),
                                        Documents.text(request, "bot"),
                                        Documents.joined(request, "repos"),
                                        Documents.joined(request, "permissions"),
                                        Documents.text(request, "state"))
                                .upright(),
                        () -> List.of(Documents.text(request, "request_id")));
    }

    /** How a request is named in a path; people also copy the {@code #} that Slack shows. */
    static String id(String typed) {
        String id = typed.startsWith("#") ? typed.substring(1) : typed;
        if (!id.matches("[A-Za-z0-9_]{1,64}")) {
            throw new Failure(
                    ExitCode.USAGE, "'" + typed + "' is no id of a request. Take one from: botcreds pending");
        }
        return id;
    }
}
