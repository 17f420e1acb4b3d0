package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.client.BrokerException;
import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.config.TokenFile;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code botcreds login}: asks for a code, and waits until its human has said yes in Slack. */
@Command(name = "login", description = "Sign in through Slack; this terminal then acts as you for 12 hours.")
public final class Login extends HumanWord {
    private static final int LONGEST_NAME = 64;
    private static final Duration SLOWER = Duration.ofSeconds(5);

    public Login(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        String url = configuration().url();
        TokenFile file = configuration().tokens();
        // Before anybody is asked anything: a file that cannot be used would waste their yes.
        file.requireUsable();
        BrokerApi broker = configuration().asNobody();
        JsonObject codes = broker.post("/v1/device/code", thisTerminal());
        Duration life = Duration.ofSeconds(codes.get("expires_in").getAsLong());
        Instant end = surroundings().clock().instant().plus(life);
        output().say(Documents.text(codes, "verification"));
        output().say("Then say yes there. This waits " + life.toMinutes() + " minutes.");
        JsonObject token = await(broker, codes, end);
        JsonObject human = Documents.object(token, "human");
        String name = Documents.text(human, "name");
        String ends = Documents.text(token, "expires_at");
        file.keep(url, new TokenFile.Kept(Documents.text(token, "access_token"), name, ends));
        output().say("Signed in as " + name + ". The token is in " + file.path() + "; 'botcreds logout' ends it.");
        JsonObject shown = new JsonObject();
        shown.addProperty("id", Documents.text(human, "id"));
        shown.addProperty("name", name);
        shown.addProperty("url", url);
        shown.addProperty("expires_at", ends);
        output().card(
                        shown,
                        shown,
                        "id",
                        List.of(
                                Column.text("ID", "id"),
                                Column.text("NAME", "name"),
                                Column.text("BROKER", "url"),
                                Column.time("ENDS", "expires_at")));
        return ExitCode.OK;
    }

    private JsonObject await(BrokerApi broker, JsonObject codes, Instant end) {
        JsonObject proof = new JsonObject();
        proof.add("device_code", codes.get("device_code"));
        Duration interval = Duration.ofSeconds(codes.get("interval").getAsLong());
        while (surroundings().clock().instant().isBefore(end)) {
            pause(interval);
            try {
                return broker.post("/v1/device/token", proof);
            } catch (BrokerException notYet) {
                if (notYet.code().equals("slow_down")) {
                    interval = interval.plus(SLOWER);
                } else if (!notYet.code().equals("authorization_pending") && !notYet.isTemporary()) {
                    throw refused(notYet);
                }
            }
        }
        throw new CommandFailure(ExitCode.EXPIRED, "Nobody said yes in time.", "Run 'botcreds login' again.");
    }

    private static RuntimeException refused(BrokerException no) {
        return switch (no.code()) {
            case "access_denied" ->
                new CommandFailure(
                        ExitCode.DENIED,
                        "You said no in Slack, so this terminal is not signed in.",
                        "If you did start this, run 'botcreds login' again.");
            case "expired_token" ->
                new CommandFailure(
                        ExitCode.EXPIRED, "The code does not count any more.", "Run 'botcreds login' again.");
            default -> no;
        };
    }

    private static JsonObject thisTerminal() {
        JsonObject who = new JsonObject();
        who.addProperty("host", shortened(hostName()));
        who.addProperty("user", shortened(System.getProperty("user.name", "unknown")));
        return who;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "a host without a name";
        }
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }
}
