package botcreds.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest extends SettingsThatStart {
    @Test
    void namesOfTheStartScriptAreNotWarnedOf() throws BadSettings {
        variables.put("BOTCREDS_JAR", "/opt/botcreds-broker.jar");
        variables.put("BOTCREDS_SETTINGS", "/etc/botcreds/botcreds.env");

        assertThat(Settings.read(variables).warnings()).isEmpty();
    }

    @Test
    void theFewNecessarySettingsAreEnough() throws BadSettings {
        Settings settings = Settings.read(variables);

        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.github().appId()).isEqualTo(12345);
        assertThat(settings.github().apiUrl()).hasToString("https://api.github.com");
        assertThat(settings.github().webHost()).isEqualTo("github.com");
        assertThat(settings.slack().apiUrl()).hasToString("https://slack.com/api/");
        assertThat(settings.listen())
                .isEqualTo(new Listeners(
                        new ListenAddress("127.0.0.1", 8080),
                        java.util.Optional.of(new ListenAddress("127.0.0.1", 3000)),
                        new ListenAddress("127.0.0.1", 9090),
                        java.util.Optional.of(new ListenAddress("127.0.0.1", 8081)),
                        java.util.Optional.empty()));
        assertThat(settings.adminToken()).isEmpty();
        assertThat(settings.store().sealKey()).isEmpty();
    }

    @Test
    void theDashboardCanBeOffAndNeedsAnAddressOnceItIsOpenToTheNetwork() throws BadSettings {
        variables.put("BOTCREDS_DASHBOARD_LISTEN", "off");
        assertThat(Settings.read(variables).listen().dashboard()).isEmpty();
        variables.put("BOTCREDS_DASHBOARD_LISTEN", "0.0.0.0:8081");
        assertThat(problems()).singleElement().asString().startsWith("BOTCREDS_DASHBOARD_URL: not set");
        variables.put("BOTCREDS_DASHBOARD_URL", "https://botcreds.example.com/");
        assertThat(Settings.read(variables).listen().dashboardUrl())
                .contains(java.net.URI.create("https://botcreds.example.com"));
    }

    @Test
    void allProblemsAreReportedTogetherEachUnderItsName() {
        variables.clear();
        variables.put("BOTCREDS_API_LISTEN", "nowhere");
        variables.put("BOTCREDS_POLICY", directory.resolve("absent.yaml").toString());
        variables.put("BOTCREDS_SEAL_KEY", "short");

        assertThat(problems())
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "SLACK_BOT_TOKEN",
                        "SLACK_SIGNING_SECRET",
                        "GITHUB_APP_ID",
                        "GITHUB_APP_PRIVATE_KEY",
                        "BOTCREDS_SEAL_KEY",
                        "BOTCREDS_API_LISTEN",
                        "BOTCREDS_POLICY");
    }

    @ParameterizedTest
    @Tag("T-01")
    @ValueSource(strings = {"", "   ", "---", "fifteen-letters"})
    void aMissingOrShortSigningSecretKeepsTheBrokerDown(String secret) {
        variables.put("SLACK_SIGNING_SECRET", secret);

        assertThat(problems()).singleElement().asString().startsWith("SLACK_SIGNING_SECRET: ");
    }

    @Test
    @Tag("T-01")
    void socketModeNeedsNoSigningSecretAndNoSlackListener() throws BadSettings {
        variables.remove("SLACK_SIGNING_SECRET");
        variables.put("SLACK_APP_TOKEN", "xapp-1-test");

        Settings settings = Settings.read(variables);

        assertThat(settings.slack().socketMode()).isTrue();
        assertThat(settings.listen().slack()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SLACK_API_URL, http://slack.example/api/",
        "SLACK_API_URL, https://user@slack.example/",
        "SLACK_API_URL, slack.example",
        "GITHUB_APP_ID, Iv23abc",
        "GITHUB_APP_ID, 0",
        "BOTCREDS_OPS_LISTEN, 127.0.0.1:8080",
        "BOTCREDS_OPS_LISTEN, 0.0.0.0:8080",
        "BOTCREDS_OPS_LISTEN, 127.0.0.1:65536",
        "BOTCREDS_OPS_LISTEN, :9090",
        "BOTCREDS_DASHBOARD_LISTEN, 127.0.0.1:8080",
        "BOTCREDS_DASHBOARD_LISTEN, on",
        "BOTCREDS_DASHBOARD_URL, http://dashboard.example.com",
        "BOTCREDS_DASHBOARD_URL, https://example.com/dashboard",
        "BOTCREDS_ADMIN_TOKEN, too-short",
        "BOTCREDS_DATABASE_URL, jdbc:mysql://db/botcreds",
        "BOTCREDS_TLS_CERT, /absent/cert.pem",
        "BOTCREDS_TAILSCALE_SOCKET, /absent/tailscaled.sock",
        "BOTCREDS_WEBHOOK_SECRET, whsec_c2hvcnQ=",
        "BOTCREDS_WEBHOOK_ALLOW_HOSTS, bots.internal",
        "BOTCREDS_GITHUB_WEBHOOK_SECRET, short",
        "BOTCREDS_SMTP_URL, http://mail.example",
        "BOTCREDS_MAIL_FROM, broker@example.com"
    })
    void aBadValueIsAProblemUnderItsOwnName(String name, String value) {
        variables.put(name, value);

        assertThat(problems()).anySatisfy(problem -> assertThat(problem).startsWith(name + ": "));
    }

    @Test
    void plainHttpIsFineOnThisMachineOnly() throws BadSettings {
        variables.put("GITHUB_API_URL", "http://127.0.0.1:4567/api/v3/");
        variables.put("GITHUB_WEB_URL", "http://localhost:4567");
        Settings settings = Settings.read(variables);
        assertThat(settings.github().apiUrl()).hasToString("http://127.0.0.1:4567/api/v3");
        assertThat(settings.github().webHost()).isEqualTo("localhost:4567");

        variables.put("GITHUB_WEB_URL", "http://localhost.attacker.example");
        assertThat(problems()).singleElement().asString().startsWith("GITHUB_WEB_URL: ");
    }

    @Test
    void halfAGitHubAndTheWrongSortOfTokenAreWarnedOf() throws BadSettings {
        variables.put("GITHUB_API_URL", "https://github.example.com/api/v3");
        variables.put("SLACK_BOT_TOKEN", "xoxp-1-person");

        assertThat(Settings.read(variables).warnings())
                .anySatisfy(warning -> assertThat(warning).contains("belong together"))
                .anySatisfy(warning ->
                        assertThat(warning).startsWith("SLACK_BOT_TOKEN: ").doesNotContain("person"));
    }

    @Test
    void theSealKeyIsExactly32Bytes() throws BadSettings {
        variables.put("BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        assertThat(Settings.read(variables).store().sealKeyBytes()).containsExactly(new byte[32]);

        byte[] older = new byte[32];
        older[0] = 1;
        String both = Base64.getEncoder().encodeToString(new byte[32]) + "\n"
                + Base64.getEncoder().encodeToString(older);
        variables.put("BOTCREDS_SEAL_KEY", both);
        assertThat(Settings.read(variables).store().sealKeyBytes()).containsExactly(new byte[32], older);

        variables.put("BOTCREDS_SEAL_KEY", both + " c2hvcnQ=");
        assertThat(problems()).singleElement().asString().startsWith("BOTCREDS_SEAL_KEY: ");
        variables.put("BOTCREDS_SEAL_KEY", ",");
        assertThat(problems()).singleElement().asString().startsWith("BOTCREDS_SEAL_KEY: ");
        variables.put("BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(new byte[31]));
        assertThat(problems()).singleElement().asString().startsWith("BOTCREDS_SEAL_KEY: ");
    }

    @Test
    void aMisspeltNameIsWarnedAboutWithTheRightOne() throws BadSettings {
        variables.put("BOTCREDS_ADMIN_TOKN", "x");
        variables.put("BOTCREDS_API_KEY", "what the client reads");
        variables.put("GITHUB_TOKEN", "somebody else's");

        assertThat(Settings.read(variables).warnings())
                .containsExactly("BOTCREDS_ADMIN_TOKN: no setting has this name, so it is ignored;"
                        + " did you mean BOTCREDS_ADMIN_TOKEN?");
    }

    @Test
    void anOpenListenerWithoutTlsIsWarnedAbout() throws BadSettings {
        variables.put("BOTCREDS_API_LISTEN", "0.0.0.0:8080");

        assertThat(Settings.read(variables).warnings())
                .singleElement()
                .asString()
                .contains("clear text");
    }

    @Test
    void noSettingIsEverPrinted() throws BadSettings {
        variables.put("BOTCREDS_ADMIN_TOKEN", "admin-token-that-nobody-sees");
        variables.put("BOTCREDS_DATABASE_URL", "jdbc:postgresql://db/botcreds?password=hunter2");

        assertThat(Settings.read(variables).toString())
                .doesNotContain("hunter2", "nobody-sees", "xoxb-1", "0123456789abcdef", "c2Vjcm");
        assertThatThrownBy(() -> Settings.read(Map.of("SLACK_BOT_TOKEN", "xoxp-leak")))
                .hasMessageNotContaining("leak");
    }

    @Test
    void aPolicyInGitNeedsNoFileAndHasABranchAndAPath() throws Exception {
        variables.remove("BOTCREDS_POLICY");
        variables.put("BOTCREDS_POLICY_GIT", "https://github.com/myorg/policy.git#release/7:teams/bots.yaml");

        PolicyGitSettings git = Settings.read(variables).policyGit().orElseThrow();

        assertThat(git.url()).hasToString("https://github.com/myorg/policy.git");
        assertThat(git.branch()).isEqualTo("release/7");
        assertThat(git.path()).isEqualTo("teams/bots.yaml");
        assertThat(git.push()).isFalse();
        variables.put("BOTCREDS_POLICY_GIT", "http://127.0.0.1:4000/myorg/policy.git#main");
        variables.put("BOTCREDS_POLICY_GIT_REMEMBER", "push");
        assertThat(Settings.read(variables).policyGit().orElseThrow().path()).isEqualTo("policy.yaml");
        assertThat(Settings.read(variables).policyGit().orElseThrow().push()).isTrue();
    }

    @ParameterizedTest
    @Tag("T-55")
    @ValueSource(
            strings = {
                "ext::sh -c touch% /x#main",
                "file:///etc/policy.git#main",
                "/srv/policy.git#main",
                "git://github.com/myorg/policy.git#main",
                "http://github.com/myorg/policy.git#main",
                "git@github.com:myorg/policy.git#main:policy.yaml",
                "https://github.com/myorg/policy.git",
                "https://user:secret@github.com/myorg/policy.git#main",
                "https://github.com/myorg/policy.git?x=y#main",
                "https://github.com/myorg/policy.git#--upload-pack=x",
                "https://github.com/myorg/policy.git#refs/heads/main",
                "https://github.com/myorg/policy.git#a..b",
                "https://github.com/myorg/policy.git#main:../policy.yaml",
                "https://github.com/myorg/policy.git#main:/etc/policy.yaml",
                "https://github.com/myorg/policy.git#main:.git/config",
                "ssh://-oProxyCommand=x/policy.git#main"
            })
    void nothingButAFileOnABranchBehindHttpsOrSshIsAPolicyInGit(String place) {
        variables.put("BOTCREDS_POLICY_GIT", place);

        assertThat(problems()).allMatch(each -> each.startsWith("BOTCREDS_POLICY_GIT: "));
        assertThat(problems()).noneMatch(each -> each.contains("secret@"));
    }

    @Test
    @Tag("T-55")
    void sshNeedsAKeyAndTheHostsKeysAndASignedPolicyIsNotPushed() throws Exception {
        variables.put("BOTCREDS_POLICY_GIT", "ssh://git@github.com/myorg/policy.git#main");
        assertThat(problems()).singleElement().asString().contains("BOTCREDS_POLICY_GIT_KNOWN_HOSTS");

        variables.put(
                "BOTCREDS_POLICY_GIT_SSH_KEY", file("key", "k", "rw-------").toString());
        variables.put(
                "BOTCREDS_POLICY_GIT_KNOWN_HOSTS",
                file("hosts", "h", "rw-r--r--").toString());
        assertThat(Settings.read(variables).policyGit().orElseThrow().sshKey()).isPresent();

        variables.put(
                "BOTCREDS_POLICY_GIT_SIGNERS", file("signers", "s", "rw-r--r--").toString());
        variables.put("BOTCREDS_POLICY_GIT_REMEMBER", "push");
        assertThat(problems()).singleElement().asString().contains("signs no commits");
    }
}
