package botcreds.broker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import botcreds.sandbox.github.Installation;
import botcreds.sandbox.github.Options;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an installation's limit, as the sandbox's GitHub counts and tells it. */
class BudgetsTest {
    @TempDir
    Path directory;

    @Test
    void aMintedTokenTellsWhatIsLeftAndAsksNoMoreThanOnceAMinute() throws Exception {
        try (SandboxGitHub sandbox =
                SandboxGitHub.start(directory, Options.defaults().withHourlyLimit(50))) {
            sandbox.createRepository("myorg/repo-a");
            Installation installation = sandbox.install("myorg", PermissionSet.ofWords("issues:write"));
            AppIdentity app = new AppIdentity(
                    Long.toString(sandbox.app().id()),
                    AppKey.parse(Secret.of(sandbox.app().privateKeyPem())));
            try (AppGitHub gitHub = new AppGitHub(Endpoint.of(sandbox.url(), sandbox.url()), app, Clock.systemUTC())) {
                Scope scope = Scope.of(
                        List.of(new Repository("myorg", "repo-a")), Permissions.ofWords(List.of("issues:read")));
                Preflight.Ready ready = (Preflight.Ready) gitHub.preflight(scope, () -> {});
                assertThat(gitHub.budgets()).isEmpty();

                gitHub.mint(ready.order());
                gitHub.mint(ready.order());
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !gitHub.budgets().isEmpty());

                InstallationBudget budget = gitHub.budgets().get(0);
                assertThat(budget.installation()).isEqualTo(installation.id());
                assertThat(budget.limit()).isEqualTo(50);
                assertThat(budget.left()).isBetween(1L, 50L);
                assertThat(sandbox.ledger().entries())
                        .filteredOn(each -> each.path().equals("/rate_limit"))
                        .hasSize(1);
            }
        }
    }
}
