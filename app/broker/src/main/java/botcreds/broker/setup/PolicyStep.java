package botcreds.broker.setup;

import botcreds.broker.model.BotId;
import botcreds.broker.model.FreshKey;
import botcreds.broker.model.Told;
import botcreds.broker.settings.SettingsParts;
import botcreds.broker.settings.SlackSettings;
import botcreds.broker.slack.SlackLook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** A first policy, if there is none: one approver, one channel, and one bot for which a human decides everything. */
final class PolicyStep {
    private static final String TEMPLATE = """
            # Which bot gets what, and who is asked: the manual is app/docs/policy.md. An edit counts within 2 seconds; try it first with
            # java -jar botcreds-broker.jar check THIS_FILE
            approvers: [%s]
            channel: %s

            bots:
              %s:
                identity: {type: api_key, sha256: %s}
                auto_approve: [] # Approve + Remember adds its lines here

            defaults:
              requires_approval: true
              approval_timeout: 24h
            """;

    private final Answers answers;
    private final Draft draft;
    private final Clock clock;

    PolicyStep(Answers answers, Draft draft, Clock clock) {
        this.answers = answers;
        this.draft = draft;
        this.clock = clock;
    }

    void take() throws Stopped {
        answers.say("");
        answers.say("4. Policy");
        if (draft.has("BOTCREDS_POLICY_GIT")) {
            answers.say("  It is kept in git, and stays as it is.");
            return;
        }
        if (!draft.has("BOTCREDS_POLICY")) {
            Path file = Path.of(answers.option("policy")
                            .orElseGet(() ->
                                    draft.directory().resolve("policy.yaml").toString()))
                    .toAbsolutePath();
            draft.set("BOTCREDS_POLICY", file.toString());
            draft.save();
        }
        SettingsParts parts = draft.parts();
        Path file = parts.policyFile();
        if (Files.exists(file)) {
            answers.say("  " + file + " is there, and stays as it is.");
        } else {
            write(file, parts.slack().orElseThrow(() -> new Stopped("Slack is not set up yet; run setup again.")));
        }
    }

    private void write(Path file, SlackSettings slack) throws Stopped {
        try (SlackLook look = new SlackLook(slack.apiUrl().toString(), slack.botToken(), clock)) {
            String approver = answers.text(
                    "approver",
                    "  Who approves: a Slack member ID (profile, ⋮, Copy member ID)",
                    "",
                    text -> approverProblem(look, text));
            String channel = answers.text(
                    "channel",
                    "  Where: a channel ID (the channel's name, About, at its end); /invite the app there first",
                    "",
                    text -> channelProblem(look, text));
            String bot = answers.text("bot", "  Name of the first bot", "my-bot", PolicyStep::botProblem);
            Optional<Path> keyFile = answers.option("bot-key-file").map(Path::of);
            FreshKey key = FreshKey.make("bcb_", new SecureRandom());
            if (keyFile.isPresent()) {
                OwnFiles.write(keyFile.get(), key.text().reveal() + "\n", answers);
            }
            OwnFiles.directory(OwnFiles.directoryOf(file));
            OwnFiles.replace(file, TEMPLATE.formatted(approver, channel, bot, key.sha256()));
            answers.say("  Wrote " + file + ".");
            answers.say(keyFile.map(where -> "  The key of " + bot + " is in " + where + ".")
                    .orElseGet(() -> "  The key of " + bot + ", shown only now: "
                            + key.text().reveal()));
        }
    }

    private static String approverProblem(SlackLook look, String text) {
        if (!text.matches("[UW][A-Z0-9]{2,30}")) {
            return "A member ID begins with U or W, such as U012ABCDEF.";
        }
        Told<SlackLook.Person> told = look.person(text);
        return told.fold(
                person -> person.canDecide() ? "" : person.name() + " is a guest, a bot, or gone, and may not decide.",
                why -> why + ".");
    }

    private static String channelProblem(SlackLook look, String text) {
        if (!text.matches("[CG][A-Z0-9]{2,30}")) {
            return "A channel ID begins with C or G, such as C012ABCDEF.";
        }
        return look.channel(text)
                .fold(
                        place -> place.archived()
                                ? "#" + place.name() + " is archived."
                                : place.shared()
                                        ? "#" + place.name() + " is shared with another organization; take another one."
                                        : place.member() ? "" : "In #" + place.name() + " first: /invite @botcreds",
                        why -> why + ".");
    }

    private static String botProblem(String text) {
        try {
            return new BotId(text).value().equals(text) && text.matches("[A-Za-z][A-Za-z0-9_-]*")
                    ? ""
                    : "Letters, digits, - and _, a letter first.";
        } catch (IllegalArgumentException refused) {
            return "Letters, digits, - and _, a letter first.";
        }
    }
}
