package botcreds.command;

import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code botcreds whoami}. */
@Command(name = "whoami", description = "Say as whom the broker knows you, and what that is worth.")
final class Whoami extends HumanWord {
    Whoami(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        JsonObject me = broker().get("/v1/me");
        output().show(around(), me, () -> table(me), () -> List.of(Documents.text(me, "id")));
        return ExitCode.OK;
    }

    private Table table(JsonObject me) {
        JsonObject login = Documents.object(me, "login");
        return new Table("ID", "NAME", "GROUPS", "MAY DECIDE", "HOST", "ENDS")
                .row(
                        Documents.text(me, "id"),
                        Documents.text(me, "name"),
                        Documents.joined(me, "groups"),
                        Documents.flag(me, "may_decide") ? "yes" : "no",
                        Documents.text(login, "host"),
                        output().times(around()).shown(Documents.text(login, "expires_at")))
                .upright();
    }
}
