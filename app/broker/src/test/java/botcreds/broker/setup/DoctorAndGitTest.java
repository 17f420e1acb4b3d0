package botcreds.broker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.github.AppGitHub;
import botcreds.broker.github.AppIdentity;
import botcreds.broker.github.AppKey;
import botcreds.broker.github.Endpoint;
import botcreds.broker.github.Mint;
import botcreds.broker.github.Preflight;
import botcreds.broker.gitpolicy.PolicyTown;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a policy in git, over smart HTTP, and of the brokers that share a database. */
class DoctorAndGitTest {
    private static final String SPOILT = PolicyTown.POLICY.replace("expect: deny", "expect: auto_approve");

    @TempDir
    Path folder;

    private Site site;
    private Path clone;
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @BeforeEach
    void build() throws IOException {
        site = new Site(folder);
        Path bare = site.gitHub.createRepository("myorg/policy").gitDirectory();
        site.install();
        clone = folder.resolve("clone");
        PolicyTown.git(folder, "clone", "-q", bare.toString(), clone.toString());
        site.settings.put("BOTCREDS_POLICY_GIT", site.gitHub.url() + "/myorg/policy.git#main:policy.yaml");
    }

    @AfterEach
    void tearDown() {
        site.close();
    }

    @Test
    void aPolicyInGitIsReadWithItsTests() throws Exception {
        String commit = push(Site.POLICY);
        site.settings.put("BOTCREDS_POLICY_GIT_TOKEN", token());

        assertThat(diagnosis(0)).contains("commit " + commit + " of ").contains("is valid: 1 bot, 1 rule");
    }

    @Test
    void whatIsWrongInItIsNamedWithItsCommitAndLine() throws Exception {
        String commit = push(SPOILT);
        site.settings.put("BOTCREDS_POLICY_GIT_TOKEN", token());

        assertThat(diagnosis(1)).contains("commit " + commit + " of ").containsPattern("policy\\.git line \\d+: ");
    }

    @Test
    void aBranchThatIsNotThereIsNamed() throws Exception {
        push(Site.POLICY);
        site.settings.put("BOTCREDS_POLICY_GIT_TOKEN", token());
        site.settings.put("BOTCREDS_POLICY_GIT", site.gitHub.url() + "/myorg/policy.git#other:policy.yaml");

        assertThat(diagnosis(1)).contains("the branch other of ").contains("-> check BOTCREDS_POLICY_GIT");
    }

    @Test
    void aPolicyThatOnlyTheAppMayReadIsLeftToTheBroker() throws Exception {
        push(Site.POLICY);

        assertThat(diagnosis(0)).contains("wants a token").contains("-> start the broker and ask again");

        String confirmed = "commit abc, confirmed at 2026-11-26T10:00:00Z";
        assertThat(besideABroker("database: ok\npolicy: " + confirmed + "\nok\n"))
                .contains("ok    policy")
                .contains("the broker that runs goes by " + confirmed)
                .doesNotContain("wants a token");
        assertThat(besideABroker("database: ok\npolicy: " + confirmed + "; It cannot be looked at: gone\nok\n"))
                .contains("warn  policy")
                .contains("It cannot be looked at: gone");
    }

    @Test
    void brokersThatDoNotGoByTheSameAreNamed() throws Exception {
        site.settings.remove("BOTCREDS_POLICY_GIT");

        assertThat(besideABroker("database: ok\nnodes: 2 alive\nok\n")).contains("2 alive");
        assertThat(besideABroker("database: ok\nnodes: 2 alive; 7@b has the policy cafe, and not beef\nok\n"))
                .contains("warn  nodes")
                .contains("7@b has the policy cafe, and not beef")
                .contains("-> give all nodes the same policy");
    }

    private String push(String policy) throws IOException {
        Files.writeString(clone.resolve("policy.yaml"), policy);
        PolicyTown.git(clone, "add", "-A");
        PolicyTown.git(clone, "commit", "-q", "-m", "the policy");
        PolicyTown.git(clone, "push", "-q", "origin", "HEAD:main");
        return PolicyTown.git(clone, "rev-parse", "HEAD");
    }

    /** One that an operator would have made for it elsewhere. */
    private String token() {
        AppIdentity identity = new AppIdentity(
                Long.toString(site.gitHub.app().id()),
                AppKey.parse(Secret.of(site.gitHub.app().privateKeyPem())));
        try (AppGitHub app = new AppGitHub(Endpoint.of(site.gitHub.url(), site.gitHub.url()), identity, Site.CLOCK)) {
            Scope scope =
                    Scope.of(List.of(new Repository("myorg", "policy")), Permissions.ofWords(List.of("contents:read")));
            Preflight.Ready ready = (Preflight.Ready) app.preflight(scope, () -> {});
            return ((Mint.Minted) app.mint(ready.order())).token().reveal();
        }
    }

    private String diagnosis(int exitCode) {
        assertThat(site.run(terminal, "doctor")).as(terminal.screen()).isEqualTo(exitCode);
        return terminal.screen();
    }

    /** What the doctor says while something that answers as a broker has the listener for health. */
    private String besideABroker(String readiness) throws IOException {
        String[] address = site.settings.get("BOTCREDS_OPS_LISTEN").split(":", -1);
        HttpServer broker = HttpServer.create(
                new InetSocketAddress(InetAddress.getByName(address[0]), Integer.parseInt(address[1])), 0);
        broker.createContext("/", exchange -> {
            byte[] body = readiness.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        broker.start();
        try {
            ScriptedTerminal fresh = new ScriptedTerminal();
            site.run(fresh, "doctor");
            return fresh.screen();
        } finally {
            broker.stop(0);
        }
    }
}
