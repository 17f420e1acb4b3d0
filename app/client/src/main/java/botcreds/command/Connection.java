package botcreds.command;

import botcreds.client.HumanClient;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which broker, and as whom. There is no option for a token: what stands in a command line, everybody on the host sees. */
final class Connection {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The broker's address; default BOTCREDS_URL, or the broker that you signed in to.")
    private Optional<String> url = Optional.empty();

    String url(Surroundings around) {
        return url.or(() -> around.variable("BOTCREDS_URL"))
                .or(() -> TokenFile.in(around).currentUrl())
                .map(text -> text.replaceAll("/+$", ""))
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE, "Which broker? Set BOTCREDS_URL to its address, or add --url."));
    }

    /** For what needs nobody's rights. */
    HumanClient anonymous(Surroundings around) {
        return client(url(around), Optional.empty());
    }

    /** Acts with {@code BOTCREDS_TOKEN}, or else as whoever signed in here. */
    HumanClient human(Surroundings around) {
        String where = url(around);
        Optional<String> token = around.variable("BOTCREDS_TOKEN")
                .or(() -> TokenFile.in(around).find(where).map(kept -> living(kept, around)));
        return client(
                where,
                Optional.of(token.orElseThrow(() -> new Failure(
                        ExitCode.NOT_ALLOWED, "You are not signed in to " + where + ". Type: botcreds login"))));
    }

    private static String living(TokenFile.Kept kept, Surroundings around) {
        try {
            if (Instant.parse(kept.expiresAt()).isAfter(around.clock().instant())) {
                return kept.token();
            }
        } catch (DateTimeParseException unknown) {
            return kept.token();
        }
        throw new Failure(
                ExitCode.NOT_ALLOWED,
                "Your sign-in as " + kept.name() + " has ended (" + kept.expiresAt() + "). Type: botcreds login");
    }

    private static HumanClient client(String where, Optional<String> token) {
        try {
            return HumanClient.at(where, token);
        } catch (IllegalArgumentException noUrl) {
            throw new Failure(ExitCode.USAGE, "'" + where + "' is no broker's address: " + noUrl.getMessage() + ".");
        }
    }
}
