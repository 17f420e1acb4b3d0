package botcreds.broker.setup;

import botcreds.broker.model.Secret;
import botcreds.broker.model.Told;
import botcreds.broker.slack.SlackLook;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The Slack app: created by a link that holds its manifest, and its tokens, each tried before it is kept. */
final class SlackStep {
    private static final String SLACK = "https://slack.com/api/";
    private static final String API_URL = "SLACK_API_URL";
    /** As the broker itself demands. */
    private static final int SHORTEST_SIGNING_SECRET = 16;

    private final Answers answers;
    private final Draft draft;
    private final Clock clock;

    SlackStep(Answers answers, Draft draft, Clock clock) {
        this.answers = answers;
        this.draft = draft;
        this.clock = clock;
    }

    void take() throws Stopped {
        answers.say("");
        answers.say("2. Slack app");
        boolean proves = draft.has("SLACK_SIGNING_SECRET") || draft.has("SLACK_APP_TOKEN");
        Optional<URI> broker = proves ? Optional.empty() : PublicAddress.ask(answers, "Slack");
        if (!draft.has("SLACK_BOT_TOKEN")) {
            answers.say("  Create the app with this link, then press Install to Workspace on its page:");
            answers.say("    " + SlackManifest.link(broker));
            setApiUrl();
            Secret token = answers.secret(
                    "slack-bot-token", "  Bot User OAuth Token, from OAuth & Permissions", this::botProblem);
            keep("SLACK_BOT_TOKEN", "slack-bot-token", token);
        }
        if (!proves && broker.isPresent()) {
            keep(
                    "SLACK_SIGNING_SECRET",
                    "slack-signing-secret",
                    answers.secret(
                            "slack-signing-secret",
                            "  Signing Secret, from Basic Information",
                            SlackStep::signingProblem));
        } else if (!proves) {
            keep(
                    "SLACK_APP_TOKEN",
                    "slack-app-token",
                    answers.secret(
                            "slack-app-token",
                            "  App-Level Token with connections:write, from Basic Information",
                            this::appProblem));
        }
        Secret token = draft.parts()
                .slack()
                .orElseThrow(
                        () -> new Stopped("The settings of Slack in " + draft.file() + " are not whole; see check."))
                .botToken();
        try (SlackLook look = new SlackLook(apiUrl(), token, clock)) {
            Told<SlackLook.Self> self = look.self();
            if (self.value().isEmpty()) {
                throw new Stopped(
                        "SLACK_BOT_TOKEN does not sign in: " + self.why() + ".\nRun setup again when that is mended.");
            }
            SlackLook.Self who = self.value().get();
            answers.say("  The app signs in to " + who.team() + " as " + who.user() + ".");
        }
    }

    private void keep(String setting, String file, Secret secret) throws Stopped {
        Path path = draft.directory().resolve(file);
        OwnFiles.write(path, secret.reveal() + "\n", answers);
        draft.set(setting + "_FILE", path.toString());
        draft.save();
    }

    private void setApiUrl() throws Stopped {
        Optional<String> other = answers.option("slack-api-url");
        if (other.isPresent()) {
            draft.set(API_URL, other.get());
            draft.save();
        }
    }

    private String apiUrl() {
        return draft.value(API_URL).orElse(SLACK).replaceFirst("/*$", "/");
    }

    private String botProblem(Secret token) {
        if (!token.reveal().startsWith("xoxb-")) {
            return "It begins with xoxb-; the one you gave does not.";
        }
        return said(token, look -> look.self().why());
    }

    private String appProblem(Secret token) {
        if (!token.reveal().startsWith("xapp-")) {
            return "It begins with xapp-; the one you gave does not.";
        }
        return said(token, look -> look.socket().why());
    }

    private interface Question {
        String why(SlackLook look);
    }

    private String said(Secret token, Question question) {
        try (SlackLook look = new SlackLook(apiUrl(), token, clock)) {
            return question.why(look);
        }
    }

    private static String signingProblem(Secret secret) {
        String text = secret.reveal();
        return text.length() < SHORTEST_SIGNING_SECRET || text.startsWith("xox")
                ? "That is not it: Slack's signing secrets have 32 letters and digits."
                : "";
    }
}
