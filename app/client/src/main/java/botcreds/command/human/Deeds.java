package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import botcreds.command.output.Output;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * What can hit many things at once: the broker says what would be hit, the human sees the list and says yes, and only then it
 * is done.
 */
final class Deeds {
    private static final List<Column> COLUMNS = List.of(
            Column.text("KIND", "kind"),
            Column.text("ID", "id"),
            Column.text("BOT", "bot"),
            Column.text("REPOSITORIES", "repos"),
            Column.text("PERMISSIONS", "permissions"),
            Column.text("STATE", "state"),
            Column.time("ENDS", "ends_at"));

    private final Surroundings surroundings;
    private final Output output;
    private final BrokerApi broker;

    Deeds(HumanWord word) {
        this.surroundings = word.surroundings();
        this.output = word.output();
        this.broker = word.broker();
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
        boolean nothing = Documents.text(preview, "result").equals("nothing");
        if (consent.isDryRun() || nothing) {
            return show(preview);
        }
        output.warn(Documents.objects(preview, "hits"), COLUMNS);
        consent.require(surroundings, Documents.text(preview, "text") + " Go on?");
        return show(broker.post(path, order.after(preview)));
    }

    /** Ends one thing by its address; there is no list to look at. */
    ExitCode end(String path) {
        return show(broker.delete(path));
    }

    private ExitCode show(JsonObject deed) {
        output.say(Documents.text(deed, "text"));
        Documents.texts(deed, "left").forEach(output::say);
        if (deed.has("key")) {
            // A key is shown here and never again, so nothing else stands on standard output.
            output.card(deed, deed, "key", List.of(Column.text("KEY", "key")));
        } else {
            output.all(deed, Documents.objects(deed, "hits"), "id", COLUMNS);
        }
        return ExitCode.OK;
    }
}
