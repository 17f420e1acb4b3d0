package botcreds.command;

import botcreds.client.BrokerException;
import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** {@code botcreds login}: asks for a code, and waits until its human has said yes in Slack. */
@Command(name = "login", description = "Sign in through Slack; this terminal then acts as you for 12 hours.")
final class Login extends HumanWord {
    private static final int LONGEST_NAME = 64;

    Login(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        String url = connection().url(around());
        // Before anybody is asked anything: a file that cannot be used would waste their yes.
        TokenFile file = TokenFile.in(around());
        file.currentUrl();
        HumanClient broker = connection().anonymous(around());
        JsonObject who = new JsonObject();
        who.addProperty("host", short64(hostName()));
        who.addProperty("user", short64(System.getProperty("user.name", "unknown")));
        JsonObject codes = broker.post("/v1/device/code", who);
        Instant end = around().clock().instant().plusSeconds(codes.get("expires_in").getAsLong());
        tell(Documents.text(codes, "verification"));
        tell("Then say yes there. This waits " + codes.get("expires_in").getAsLong() / 60 + " minutes.");
        JsonObject token = await(broker, codes, end);
        JsonObject human = Documents.object(token, "human");
        String name = Documents.text(human, "name");
        file.keep(
                url,
                new TokenFile.Kept(Documents.text(token, "access_token"), name, Documents.text(token, "expires_at")));
        JsonObject shown = new JsonObject();
        shown.addProperty("id", Documents.text(human, "id"));
        shown.addProperty("name", name);
        shown.addProperty("url", url);
        shown.addProperty("expires_at", Documents.text(token, "expires_at"));
        tell("Signed in as " + name + ". The token is in " + file.path() + "; end it with: botcreds logout");
        output().show(
                        around(),
                        shown,
                        () -> new Table("ID", "NAME", "BROKER", "ENDS")
                                .row(
                                        Documents.text(shown, "id"),
                                        name,
                                        url,
                                        output().times(around()).shown(Documents.text(shown, "expires_at")))
                                .upright(),
                        () -> java.util.List.of(Documents.text(shown, "id")));
        return ExitCode.OK;
    }

    private JsonObject await(HumanClient broker, JsonObject codes, Instant end) {
        JsonObject proof = new JsonObject();
        proof.addProperty("device_code", Documents.text(codes, "device_code"));
        Duration interval = Duration.ofSeconds(codes.get("interval").getAsLong());
        while (around().clock().instant().isBefore(end)) {
            pause(interval);
            try {
                return broker.post("/v1/device/token", proof);
            } catch (BrokerException notYet) {
                if (notYet.code().equals("slow_down")) {
                    interval = interval.plusSeconds(5);
                } else if (!notYet.code().equals("authorization_pending") && !notYet.isTemporary()) {
                    throw refused(notYet);
                }
            }
        }
        throw new Failure(ExitCode.OVER, "Nobody said yes in time. To try again, type: botcreds login");
    }

    private static RuntimeException refused(BrokerException no) {
        return no.code().equals("access_denied")
                ? new Failure(ExitCode.DENIED, "You said no in Slack, so this terminal is not signed in.")
                : no;
    }

    private static void pause(Duration length) {
        try {
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "Not signed in.");
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "a host without a name";
        }
    }

    private static String short64(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }
}
