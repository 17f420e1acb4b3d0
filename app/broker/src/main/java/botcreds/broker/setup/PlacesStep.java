package botcreds.broker.setup;

import botcreds.broker.model.Secret;
import botcreds.broker.settings.ListenAddress;
import java.nio.file.Path;

/** Where rows are kept, and where the broker listens. */
final class PlacesStep {
    private final Answers answers;
    private final Draft draft;

    PlacesStep(Answers answers, Draft draft) {
        this.answers = answers;
        this.draft = draft;
    }

    void take() throws Stopped {
        answers.say("");
        answers.say("3. Database and listeners");
        if (!draft.has("BOTCREDS_DATA")) {
            Path data = Path.of(answers.text(
                            "data",
                            "  Directory of the database and the seal key",
                            draft.directory().resolve("data").toString(),
                            text -> text.isEmpty() ? "Name a directory." : ""))
                    .toAbsolutePath();
            OwnFiles.directory(data);
            draft.set("BOTCREDS_DATA", data.toString());
            if (!draft.has("BOTCREDS_DATABASE_URL")
                    && answers.option("database-url-file").isPresent()) {
                Secret url = answers.secret("database-url", "  JDBC URL of PostgreSQL", PlacesStep::databaseProblem);
                Path file = draft.directory().resolve("database-url");
                OwnFiles.write(file, url.reveal() + "\n", answers);
                draft.set("BOTCREDS_DATABASE_URL_FILE", file.toString());
            }
        }
        listener("BOTCREDS_API_LISTEN", "api-listen", "bots and scripts", "127.0.0.1:8080");
        if (!draft.has("SLACK_APP_TOKEN") || draft.has("BOTCREDS_GITHUB_WEBHOOK_SECRET")) {
            listener("BOTCREDS_SLACK_LISTEN", "slack-listen", "Slack and GitHub, behind your TLS", "127.0.0.1:3000");
        }
        listener("BOTCREDS_OPS_LISTEN", "ops-listen", "health and metrics", "127.0.0.1:9090");
        listener("BOTCREDS_DASHBOARD_LISTEN", "dashboard-listen", "the dashboard, or off", "127.0.0.1:8081");
        draft.save();
    }

    private void listener(String setting, String option, String forWhom, String byDefault) throws Stopped {
        if (!draft.has(setting)) {
            draft.set(
                    setting,
                    answers.text(
                            option,
                            "  Listener for " + forWhom,
                            byDefault,
                            text -> isListener(option, text) ? "" : "Write it as host:port."));
        }
    }

    private static boolean isListener(String option, String text) {
        return ListenAddress.parse(text).isPresent() || (option.equals("dashboard-listen") && text.equals("off"));
    }

    private static String databaseProblem(Secret url) {
        return url.reveal().startsWith("jdbc:postgresql://") ? "" : "It begins with jdbc:postgresql://.";
    }
}
