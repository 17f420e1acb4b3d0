package botcreds.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git with the installed hooks. */
class CommitHookTest {
    @TempDir
    Path home;

    private MintingBroker broker;
    private Typed typed;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        broker = new MintingBroker(Clock.systemUTC());
        typed = new Typed(home)
                .with("BOTCREDS_URL", broker.url())
                .with("BOTCREDS_API_KEY", "bcb_key")
                .with("PATH", System.getenv("PATH"))
                .with("GIT_CONFIG_NOSYSTEM", "1");
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            typed.with("GIT_" + role + "_NAME", "bot").with("GIT_" + role + "_EMAIL", "bot@example.com");
        }
        assertThat(shell("git init -q repo")).isEmpty();
        Path launcher = home.resolve("it's botcreds");
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec '%s/bin/java' -XX:TieredStopAtLevel=1 -cp '%s' botcreds.command.Main \"$@\"\n"
                        .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        System.setProperty("botcreds.launcher", launcher.toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty("botcreds.launcher");
        broker.close();
    }

    /** Runs it in the home, and returns all it printed. */
    private String shell(String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
        builder.environment().clear();
        builder.environment().putAll(typed.environment);
        Process process =
                builder.directory(home.toFile()).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private String message() throws IOException, InterruptedException {
        return shell("git -C repo log -1 --format=%B").strip();
    }

    private void ready() {
        assertThat(typed.run("install", "hooks")).as(typed.err()).isZero();
        assertThat(typed.run("token", "--repo", "o/r", "--need", "contents:read"))
                .isZero();
    }

    @Test
    void theMessageIsMarkedOnceHoweverOftenItIsAmended() throws Exception {
        broker.marking =
                "\"trailer\": \"Bot: machina-bot\", \"prefix\": \"[machina]\", \"co_author\": \"m@example.com\"";
        ready();

        shell("cd repo && git commit -q --no-verify --allow-empty -m 'fix: a bug'");
        shell(
                "cd repo && git commit -q --amend --no-edit --allow-empty && git commit -q --amend --no-edit --allow-empty");

        assertThat(message()).isEqualTo("[machina] fix: a bug\n\nBot: machina-bot\nCo-authored-by: m <m@example.com>");
        shell("cd repo && git commit -q --allow-empty --fixup HEAD");
        assertThat(message()).startsWith("fixup! [machina] fix: a bug");
    }

    @Test
    void theRepositorysOwnHooksStillRunAndMayStillRefuse() throws Exception {
        ready();
        Path own = home.resolve("repo/.git/hooks/prepare-commit-msg");
        Files.writeString(own, "#!/bin/sh\necho 'Ticket: 42' >> \"$1\"\n");
        Path refusing = home.resolve("repo/.git/hooks/pre-commit");
        Files.writeString(refusing, "#!/bin/sh\n[ ! -e stop ]\n");
        shell("chmod +x repo/.git/hooks/*");

        shell("cd repo && git commit -q --allow-empty -m 'fix: a bug'");
        assertThat(message()).contains("Ticket: 42", "Bot: machina-bot");
        shell("cd repo && touch stop && ! git commit -q --allow-empty -m 'fix: another'");
    }

    @Test
    void anEarlierHooksPathRunsAndIsThereAgainAfterwards() throws Exception {
        Path earlier = Files.createDirectories(home.resolve("earlier"));
        Files.writeString(earlier.resolve("commit-msg"), "#!/bin/sh\necho 'Earlier: yes' >> \"$1\"\n");
        shell("chmod +x earlier/commit-msg && git config --global core.hooksPath " + earlier);
        String before = Files.readString(home.resolve(".gitconfig"));
        ready();

        shell("cd repo && git commit -q --allow-empty -m 'fix: a bug'");
        assertThat(message()).contains("Earlier: yes", "Bot: machina-bot");

        assertThat(typed.run("uninstall", "hooks")).isZero();
        assertThat(Files.readString(home.resolve(".gitconfig"))).isEqualTo(before);
    }

    @Test
    void installingTwiceChangesNothingAndADryRunNothingAtAll() throws Exception {
        shell("git config --global credential.helper store");
        String before = Files.readString(home.resolve(".gitconfig"));
        assertThat(typed.run("install", "--dry-run", "git", "hooks", "gh")).isZero();
        assertThat(typed.out()).contains("git config --global --add credential.https://github.com.useHttpPath 'true'");
        assertThat(Files.readString(home.resolve(".gitconfig"))).isEqualTo(before);
        assertThat(home.resolve(".local")).doesNotExist();

        assertThat(typed.run("install", "git", "gh")).isZero();
        String after = Files.readString(home.resolve(".gitconfig"));
        assertThat(typed.run("install", "git", "gh")).isZero();
        assertThat(typed.out()).isEmpty();
        assertThat(Files.readString(home.resolve(".gitconfig"))).isEqualTo(after);

        assertThat(typed.run("uninstall", "git", "gh")).isZero();
        assertThat(Files.readString(home.resolve(".gitconfig"))).isEqualTo(before);
        assertThat(home.resolve(".local/bin/gh")).doesNotExist();
    }

    @Test
    void aCommitWithoutAccessIsNotStopped() throws Exception {
        assertThat(typed.run("install", "hooks")).isZero();
        assertThat(shell("cd repo && git commit -q --allow-empty -m 'fix: a bug'"))
                .contains("not marked");
        assertThat(message()).isEqualTo("fix: a bug");
    }

    @Test
    void theGhBehindTheShimGetsAFreshToken() throws Exception {
        Path real = Files.createDirectories(home.resolve("real"));
        Files.writeString(real.resolve("gh"), "#!/bin/sh\necho \"$GH_TOKEN $GITHUB_TOKEN $BOTCREDS_REPO $*\"\n");
        shell("chmod +x real/gh && git -C repo remote add origin https://github.com/o/r.git");
        assertThat(typed.run("install", "gh")).isZero();
        typed.with("PATH", home.resolve(".local/bin") + ":" + real + ":" + System.getenv("PATH"));

        assertThat(shell("cd repo && gh pr list")).matches("(ghs_\\w+) \\1 o/r pr list\n");
    }
}
