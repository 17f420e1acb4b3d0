package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.client.Ask;
import botcreds.client.AskpassHelper;
import botcreds.client.BrokerClient;
import botcreds.client.BrokerUnreachable;
import botcreds.client.Credentials;
import botcreds.client.Session;
import botcreds.client.github.BrokerAuthorizationProvider;
import botcreds.client.jgit.BrokerCredentialsProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.HttpException;

/** The Java client and its adapters with the packaged broker, a real git over smart HTTP, and GitHub's API. */
final class JavaClientIT {
    private static final Ask DAILY = Ask.of("myorg/repo-a", "Fixing bug #123", "contents:write", "issues:write");

    @TempDir
    static Path parent;

    private static Town town;

    @TempDir
    Path directory;

    private BrokerClient broker;

    @BeforeAll
    static void start() throws Exception {
        town = ManualTown.start(parent);
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @BeforeEach
    void connect() {
        broker = BrokerClient.at(town.broker().listener("api").toString())
                .botId("machina-bot")
                .apiKey(Town.MACHINA_KEY)
                .build();
    }

    /** Its body stands in the manual, which the last test of this class looks after. */
    @Test
    void theManualsExamplePushesACommitAndOpensAnIssue() throws Exception {
        Map<String, String> env =
                Map.of("BOTCREDS_URL", town.broker().listener("api").toString(), "BROKER_API_KEY", Town.MACHINA_KEY);
        String githubUrl = town.gitHub.url().toString();
        Path work = directory.resolve("repo-a");
        // The manual's example begins here.
        BrokerClient client = BrokerClient.at(env.get("BOTCREDS_URL"))
                .botId("machina-bot")
                .apiKey(env.get("BROKER_API_KEY"))
                .build();

        Ask ask = Ask.of("myorg/repo-a", "Nightly run", "contents:write", "issues:write")
                .withTtl(Duration.ofHours(8));
        try (Session session = client.openSession(ask)) {
            // JGit
            BrokerCredentialsProvider login = new BrokerCredentialsProvider(session::credentials);
            try (Git git = Git.cloneRepository()
                    .setURI(session.repoUrl())
                    .setDirectory(work.toFile())
                    .setCredentialsProvider(login)
                    .call()) {
                git.commit()
                        .setAllowEmpty(true)
                        .setSign(false)
                        .setMessage("Say hello\n\n"
                                + session.credentials().attribution().trailer())
                        .call();
                git.push().setCredentialsProvider(login).call();
            }

            // github-api
            GitHub github = new GitHubBuilder()
                    .withEndpoint(githubUrl)
                    .withAuthorizationProvider(new BrokerAuthorizationProvider(session))
                    .build();
            github.getRepository("myorg/repo-a").createIssue("Broken").create();
        }
        // The manual's example ends here.

        assertThat(town.gitHub.ledger().entries())
                .anySatisfy(entry -> assertThat(entry.path()).isEqualTo("/repos/myorg/repo-a/issues"));
        try (Session session = client.openSession(ask)) {
            assertThat(git(session, "ls-remote", session.repoUrl(), "refs/heads/main"))
                    .contains(GitCommand.run(work, "rev-parse", "HEAD").strip());
        }
        assertThat(Files.readString(work.resolve(".git/config"))).doesNotContain("ghs_");
    }

    @Test
    void aClosedSessionsTokenOpensNothingAnyMore() throws Exception {
        Session session = broker.openSession(DAILY.withTtl(Duration.ofHours(2)));
        Credentials last = session.credentials();
        GitHub github = api(new BrokerAuthorizationProvider(last::token));
        assertThat(github.getRepository("myorg/repo-a").getName()).isEqualTo("repo-a");

        session.close();

        assertThatThrownBy(() -> github.getRepository("myorg/repo-a"))
                .isInstanceOfSatisfying(
                        HttpException.class,
                        refused -> assertThat(refused.getResponseCode()).isEqualTo(401));
        assertThatThrownBy(session::get).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void jgitMayNotPushWithATokenForReading() throws Exception {
        Credentials reading = broker.getCredentials(Ask.of("myorg/repo-a", "Look", "contents:read"));
        BrokerCredentialsProvider login = new BrokerCredentialsProvider(() -> reading);
        try (Git git = Git.cloneRepository()
                .setURI(reading.repoUrl())
                .setDirectory(directory.resolve("look").toFile())
                .setCredentialsProvider(login)
                .call()) {
            PersonIdent bot = new PersonIdent(
                    reading.attribution().name().orElseThrow(),
                    reading.attribution().email().orElseThrow());
            git.commit()
                    .setAllowEmpty(true)
                    .setSign(false)
                    .setAuthor(bot)
                    .setCommitter(bot)
                    .setMessage("No")
                    .call();

            assertThatThrownBy(() -> git.push().setCredentialsProvider(login).call())
                    .isInstanceOf(TransportException.class);
        }
    }

    @Test
    void theAskpassHelperLogsTheRealGitIn() throws Exception {
        Credentials first = broker.getCredentials(DAILY);
        Credentials second = broker.refresh(first);
        assertThat(second.token().reveal()).isNotEqualTo(first.token().reveal());

        try (AskpassHelper helper = second.gitAskpassHelper()) {
            assertThat(git(helper, "ls-remote", second.repoUrl())).contains("refs/heads/main");
        }
        assertThat(broker.release(first) && broker.release(second)).isTrue();
    }

    @Test
    void aBrokerThatIsAwayIsSurvivedOnALiveToken() throws Exception {
        try (Town other = new Town(parent)) {
            other.startBroker();
            Session session = BrokerClient.at(other.broker().listener("api").toString())
                    .apiKey(Town.MACHINA_KEY)
                    .retryFor(Duration.ZERO)
                    .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(52)))
                    .build()
                    .openSession(DAILY.withTtl(Duration.ofHours(2)));

            other.broker().kill();

            GitHub github = new GitHubBuilder()
                    .withEndpoint(other.gitHub.url().toString())
                    .withAuthorizationProvider(new BrokerAuthorizationProvider(session))
                    .build();
            assertThat(github.getRepository("myorg/repo-a").getName()).isEqualTo("repo-a");
            assertThatThrownBy(session::close).isInstanceOf(BrokerUnreachable.class);
        }
    }

    @Test
    void theManualShowsWhatRunsHere() throws IOException {
        String source = Files.readString(
                Path.of("src/test/java", JavaClientIT.class.getName().replace('.', '/') + ".java"));
        String example = source.substring(
                source.indexOf("begins here.\n") + "begins here.\n".length(),
                source.indexOf("        // The manual's example ends"));
        Matcher shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/sdks.md")));

        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).isEqualTo(example.replaceAll("(?m)^ {8}", ""));
    }

    private static GitHub api(BrokerAuthorizationProvider provider) throws IOException {
        return new GitHubBuilder()
                .withEndpoint(town.gitHub.url().toString())
                .withAuthorizationProvider(provider)
                .build();
    }

    private String git(Session session, String... words) throws IOException, InterruptedException {
        try (AskpassHelper helper = session.gitAskpassHelper()) {
            return git(helper, words);
        }
    }

    private String git(AskpassHelper helper, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("git").directory(directory.toFile());
        builder.command().addAll(List.of(words));
        Path log = Files.createTempFile(directory, "git", ".log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        helper.gitEnv(builder.environment());
        Process process = builder.start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
