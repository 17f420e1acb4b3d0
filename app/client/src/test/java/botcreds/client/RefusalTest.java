package botcreds.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
    private static final Ask ASK = Ask.of("myorg/repo-a", "Fixing bug #123", "contents:write");

    private ScriptedBroker broker;
    private BrokerClient client;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        client = BrokerClient.at(broker.url()).timekeeper(new CountedTime()).build();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request, InvalidRequest",
        "413, body_too_large, InvalidRequest",
        "409, not_refreshable, NotRefreshable",
        "422, idempotency_key_reused, InvalidRequest",
        "401, invalid_credential, NotAuthenticated",
        "403, policy_denied, PolicyDenied",
        "403, approval_denied, AccessDenied",
        "403, bot_locked, BotLocked",
        "404, not_found, RequestNotFound",
        "404, no_such_path, UnexpectedAnswer",
        "410, expired, RequestExpired",
        "410, cancelled, RequestCancelled",
        "410, revoked, CredentialRevoked",
        "422, not_installed, GitHubRefused",
        "422, scope_mismatch, GitHubRefused",
    })
    void eachRefusalHasItsOwnTypeAndIsNotRepeated(int status, String code, String type) {
        broker.refuses(status, code, "What happened.");

        BrokerException refusal = catchThrowableOfType(BrokerException.class, () -> client.getCredentials(ASK));

        assertThat(refusal.getClass().getSimpleName()).isEqualTo(type);
        assertThat(refusal.isTemporary()).isFalse();
        assertThat(refusal.getMessage()).isNotBlank();
        assertThat(broker.asked).hasSize(1);
    }

    @Test
    void aDenialTellsTheReasonTheHintAndTheRequest() {
        broker.refuses(403, "approval_denied", "bob denied the request: use the fork");

        AccessDenied denied = catchThrowableOfType(AccessDenied.class, () -> client.getCredentials(ASK));

        assertThat(denied.code()).isEqualTo("approval_denied");
        assertThat(denied.reason()).isEqualTo("bob denied the request: use the fork");
        assertThat(denied.hint()).isEqualTo("Do this next.");
        assertThat(denied.requestId()).contains("req_abc");
        assertThat(denied).hasMessage("bob denied the request: use the fork Do this next.");
    }

    @Test
    void aPolicyThatDeniesNamesItsRule() {
        broker.says(
                403,
                "{\"code\": \"policy_denied\", \"detail\": \"No.\", \"hint\": \"Ask less.\", \"policy_rule\": \"deny, line 9\"}");

        PolicyDenied denied = catchThrowableOfType(PolicyDenied.class, () -> client.getCredentials(ASK));

        assertThat(denied.rule()).contains("deny, line 9");
    }

    @Test
    void everyFieldThatIsWrongIsTold() {
        broker.says(400, """
                {"code": "invalid_request", "detail": "2 fields are wrong", "hint": "Mend them.", "errors": [
                  {"field": "repos", "detail": "Not a name.", "hint": "Write owner/name."},
                  {"field": "ttl", "detail": "Too long.", "hint": "Write 1h."}]}""");

        InvalidRequest invalid = catchThrowableOfType(InvalidRequest.class, () -> client.getCredentials(ASK));

        assertThat(invalid.errors())
                .containsExactly("repos: Not a name. Write owner/name.", "ttl: Too long. Write 1h.");
    }

    @Test
    void aWrongKeyIsToldEvenThoughTheJdkDropsTheAnswersBody() {
        broker.refuses(401, "invalid_credential", "Unknown key.").refuses(401, "invalid_credential", "Unknown key.");

        assertThatThrownBy(() -> client.getCredentials(ASK)).isInstanceOf(NotAuthenticated.class);
        assertThatThrownBy(client::whoami).isInstanceOf(NotAuthenticated.class).hasMessageContaining("Unknown key.");
    }

    @Test
    void aProxysOwnRefusalIsNotTakenForAHumansNo() {
        broker.says(403, "<html>Forbidden</html>");

        assertThatThrownBy(() -> client.getCredentials(ASK)).isInstanceOf(UnexpectedAnswer.class);
    }
}
