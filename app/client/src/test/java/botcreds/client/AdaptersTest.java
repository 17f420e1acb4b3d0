package botcreds.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.client.github.BrokerAuthorizationProvider;
import botcreds.client.jgit.BrokerCredentialsProvider;
import java.net.URISyntaxException;
import java.time.Duration;
import org.eclipse.jgit.errors.UnsupportedCredentialItem;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What github-api and JGit are told; that it works with them is seen against the broker. */
class AdaptersTest {
    private final CountedTime time = new CountedTime();
    private ScriptedBroker broker;
    private Session session;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        broker.issuesSession(
                "ghs_1",
                time.instant().plus(Duration.ofHours(1)),
                time.instant().plus(Duration.ofHours(7)));
        session = BrokerClient.at(broker.url())
                .timekeeper(time)
                .clock(time)
                .build()
                .openSession(Ask.of("myorg/repo-a", "A long job", "contents:write"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void theTokenIsNearlyOver() {
        time.advance(Duration.ofMinutes(59));
        broker.issuesSession(
                "ghs_2",
                time.instant().plus(Duration.ofHours(1)),
                time.instant().plus(Duration.ofHours(6)));
    }

    @Test
    void githubApiIsGivenTheTokenOfTheMoment() throws Exception {
        BrokerAuthorizationProvider provider = new BrokerAuthorizationProvider(session);
        assertThat(provider.getEncodedAuthorization()).isEqualTo("token ghs_1");

        theTokenIsNearlyOver();

        assertThat(provider.getEncodedAuthorization()).isEqualTo("token ghs_2");
    }

    @Test
    void jgitIsGivenTheTokenOfTheMoment() throws Exception {
        BrokerCredentialsProvider provider = new BrokerCredentialsProvider(session::credentials);
        CredentialItem.Username name = new CredentialItem.Username();
        CredentialItem.Password password = new CredentialItem.Password();
        assertThat(provider.get(new URIish("https://github.com/myorg/repo-a.git"), name, password))
                .isTrue();
        assertThat(name.getValue()).isEqualTo("x-access-token");
        assertThat(password.getValue()).isEqualTo("ghs_1".toCharArray());

        theTokenIsNearlyOver();

        assertThat(provider.get(new URIish("https://GitHub.com/myorg/repo-a.git"), password))
                .isTrue();
        assertThat(password.getValue()).isEqualTo("ghs_2".toCharArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/myorg/repo-a.git",
                "https://github.com.evil.example/myorg/repo-a.git",
                "http://github.com/myorg/repo-a.git",
                "https://github.com:8443/myorg/repo-a.git",
                "ssh://git@github.com/myorg/repo-a.git",
                "/srv/repo-a.git",
            })
    void anotherPlaceDoesNotGetTheToken(String uri) throws URISyntaxException {
        CredentialItem.Password password = new CredentialItem.Password();

        assertThat(new BrokerCredentialsProvider(session::credentials).get(new URIish(uri), password))
                .isFalse();
        assertThat(password.getValue()).isNull();
    }

    @Test
    void whatIsNeitherNameNorPasswordIsNotMadeUp() throws URISyntaxException {
        BrokerCredentialsProvider provider = new BrokerCredentialsProvider(session::credentials);
        CredentialItem trust = new CredentialItem.YesNoType("Trust this host?");

        assertThat(provider.supports(trust)).isFalse();
        assertThat(provider.isInteractive()).isFalse();
        assertThatThrownBy(() -> provider.get(new URIish("https://github.com/a/b.git"), trust))
                .isInstanceOf(UnsupportedCredentialItem.class);
    }
}
