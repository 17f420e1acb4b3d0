package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * What can hit many things at once: the broker says what would be hit, the human sees the list and says yes, and only then it
 * is done.
 */
final class Deeds {
    private final Surroundings around;
    private final Output output;
    private final HumanClient broker;

    Deeds(Surroundings around, Output output, HumanClient broker) {
        this.around = around;
        this.output = output;
        this.broker = broker;
    }

    /** Turns what was shown into what is to be done. */
    interface Order {
        JsonObject after(JsonObject preview);
    }

    ExitCode perform(Consent consent, String path, JsonObject body) {
        return perform(consent, path, body, preview -> body);
    }

    ExitCode perform(Consent consent, String path, JsonObject body, Order order) {
        JsonObject look = body.deepCopy();
        look.addProperty("dry_run", true);
        JsonObject preview = broker.post(path, look);
        if (consent.isDryRun()) {
            show(preview);
            return ExitCode.OK;
        }
        List<JsonObject> hits = Documents.objects(preview, "hits");
        if (hits.isEmpty() && Documents.text(preview, "result").equals("nothing")) {
            show(preview);
            return ExitCode.OK;
        }
        around.err().print(table(preview, new Times(around.clock(), around.isTerminal())).lines(true));
        consent.require(around, Documents.text(preview, "text") + " Go on?");
        show(broker.post(path, order.after(preview)));
        return ExitCode.OK;
    }

    /** Says what was done, on standard error where the output is for programs. */
    void show(JsonObject deed) {
        around.err().println(Documents.text(deed, "text"));
        Documents.texts(deed, "left").forEach(around.err()::println);
        output.show(
                around,
                deed,
                () -> table(deed, output.times(around)),
                () -> Documents.objects(deed, "hits").stream()
                        .map(hit -> Documents.text(hit, "id"))
                        .toList());
    }

    private static Table table(JsonObject deed, Times times) {
        Table table = new Table("KIND", "ID", "BOT", "REPOSITORIES", "PERMISSIONS", "STATE", "ENDS");
        for (JsonObject hit : Documents.objects(deed, "hits")) {
            table.row(
                    Documents.text(hit, "kind"),
                    Documents.text(hit, "id"),
                    Documents.text(hit, "bot"),
                    Documents.joined(hit, "repos"),
                    Documents.joined(hit, "permissions"),
                    Documents.text(hit, "state"),
                    times.shown(Documents.text(hit, "ends_at")));
        }
        return table;
    }
}
