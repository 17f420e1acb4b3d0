package botcreds.sandbox;

import botcreds.sandbox.DemoBot.Answer;
import botcreds.sandbox.slack.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a bot and a human do in one round, step by step. Each step fails with a sentence unless it ends as told. */
final class DemoStory {
    private static final Duration HUMAN = Duration.ofMinutes(30);
    private static final String REASON = "Putting a greeting on the start page, issue #12";

    private final DemoWorld world;
    private final Transcript say;
    private final boolean auto;
    private final DemoBot bot;
    private final Approver alice;

    /** @param auto clicks itself, and then everything must be as a click on Approve + Remember leaves it */
    DemoStory(DemoWorld world, Transcript say, boolean auto) {
        this.world = world;
        this.say = say;
        this.auto = auto;
        bot = new DemoBot(world.api());
        alice = new Approver(world.slack());
    }

    void tell() throws IOException, InterruptedException {
        String before = Files.readString(world.files().policy());
        askForWhatItMay();
        Answer approved = askForWhatItMust();
        push(approved);
        boolean asked = askAgain();
        showPolicy(new PolicyDiff(before, Files.readString(world.files().policy())), asked);
        showAudit();
    }

    private void askForWhatItMay() throws IOException, InterruptedException {
        say.step("The bot asks for what its policy allows: to read " + DemoWorld.DOCS);
        Answer answer = ask(DemoWorld.DOCS, "contents:read", "Reading the style guide");
        show(answer.require(200));
    }

    private Answer askForWhatItMust() throws IOException, InterruptedException {
        say.step("The bot asks for more: to write to " + DemoWorld.WEBSITE);
        return decided(ask(DemoWorld.WEBSITE, "contents:write", REASON));
    }

    private void push(Answer approved) throws IOException, InterruptedException {
        say.step("The bot clones, commits and pushes with the token (git gets it through GIT_ASKPASS)");
        String url = withoutToken(approved.text("/git/clone_url"));
        String trailer = approved.text("/attribution/trailer");
        try (GitCheckout checkout = GitCheckout.prepare(
                world.files().work(),
                "website",
                approved.text("/git/askpass_script"),
                approved.text("/attribution/name"),
                approved.text("/attribution/email"))) {
            say.line("$ git clone " + url);
            say.quote(checkout.cloneFrom(url));
            Files.writeString(
                    world.files().work().resolve("website/hello.txt"), "Hello from a bot with a narrow token.\n");
            checkout.git("add", "hello.txt");
            checkout.git("commit", "--quiet", "-m", "Greet the visitors", "-m", trailer);
            say.line("$ git log -1 --format=full");
            String log = checkout.git("log", "-1", "--format=full");
            say.quote(log);
            say.line("$ git push origin HEAD");
            say.quote(checkout.git("push", "origin", "HEAD"));
            require(log.contains(trailer), "the commit has no trailer " + trailer);
            requirePushed(checkout);
        }
        String config = Files.readString(world.files().work().resolve("website/.git/config"));
        require(!config.contains(approved.text("/token")), "the token stands in .git/config");
        say.line("The commit is in the repository at the sandbox's GitHub; the token is not in .git/config.");
    }

    private void requirePushed(GitCheckout checkout) throws IOException, InterruptedException {
        String bare = world.website().gitDirectory().toString();
        String there = checkout.git("--git-dir=" + bare, "rev-parse", "refs/heads/main");
        require(there.equals(checkout.git("rev-parse", "HEAD")), "the pushed commit is not in " + bare);
    }

    /** Returns whether a human was asked once more. */
    private boolean askAgain() throws IOException, InterruptedException {
        say.step("The bot asks for the same again");
        Answer again = ask(DemoWorld.WEBSITE, "contents:write", "Correcting the greeting");
        if (again.isPending()) {
            require(!auto, "the rule was remembered, and the bot had to ask again all the same");
            say.line("You approved without Remember, so it has to ask again.");
            decided(again);
            return true;
        }
        show(again.require(200));
        require(again.text("/approval").equals("auto"), "the second answer was not automatic");
        say.line("Nobody was asked: the rule that was remembered covers it.");
        return false;
    }

    private void showPolicy(PolicyDiff diff, boolean asked) {
        say.step("What Remember wrote into policy.yaml");
        String unified = diff.unified();
        say.quote(unified.isEmpty() ? "(nothing: it was not asked to remember)" : unified);
        require(asked || diff.addsOneLine(), "policy.yaml should have one line more, and every other line as it was");
    }

    private void showAudit() throws IOException, InterruptedException {
        say.step("The audit log (GET /v1/audit)");
        Answer log =
                bot.get(world.secrets().adminToken(), "/v1/audit?limit=200").require(200);
        say.quote(AuditTable.of(log.body().path("events")));
    }

    private Answer ask(String repository, String permission, String reason) throws IOException, InterruptedException {
        String question = DemoBot.question(repository, permission, reason);
        say.line("POST /v1/token");
        say.line("  " + question);
        return bot.ask(world.secrets().apiKey(), question);
    }

    /** Shows that it is pending, and waits for the human's answer. */
    private Answer decided(Answer pending) throws IOException, InterruptedException {
        String id = pending.require(202).text("/id");
        say.line("202 Accepted: request #" + id + " waits for a human until " + pending.text("/expires_at"));
        Message card = alice.card(id);
        if (auto) {
            say.line("-demo.auto: Alice clicks Approve + Remember in the sandbox's Slack.");
            alice.click(card);
        } else {
            say.blank();
            say.line(">>> Open " + world.slack().origin() + "/ and click Approve + Remember on the card. <<<");
            say.blank();
        }
        Answer answer = bot.collect(world.secrets().apiKey(), pending, HUMAN);
        if (answer.status() == 403) {
            throw new DemoFailed("the human said no, which the bot hears as: " + answer.text("/detail")
                    + "\nRun the demo again and click Approve + Remember to see the rest");
        }
        answer.require(200);
        say.line("GET " + pending.text("/poll_url"));
        show(answer);
        say.line("The card in Slack now says: " + alice.receipt(card));
        return answer;
    }

    private void show(Answer answer) {
        say.line("200 OK");
        say.field("approval", answer.text("/approval"));
        say.field("repos", words(answer, "repos"));
        say.field("permissions", words(answer, "permissions"));
        say.field("token", Transcript.masked(answer.text("/token")));
        say.field("expires_at", answer.text("/expires_at"));
    }

    private static String words(Answer answer, String member) {
        List<String> words = new ArrayList<>();
        answer.body().path(member).forEach(each -> words.add(each.asText()));
        return String.join(", ", words);
    }

    private static String withoutToken(String cloneUrl) {
        URI url = URI.create(cloneUrl);
        return url.getScheme() + "://" + url.getHost() + ":" + url.getPort() + url.getPath();
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new DemoFailed(otherwise);
        }
    }
}
