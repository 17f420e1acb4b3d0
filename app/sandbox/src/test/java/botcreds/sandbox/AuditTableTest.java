package botcreds.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class AuditTableTest {
    @Test
    void rowsComeOldestFirstAndColumnsLineUp() throws Exception {
        String newestFirst = """
                [{"timestamp":"2026-11-23T04:33:19.000001Z","event":"credential_issued","bot":"demo-bot","repo":"o/r",
                  "permissions":["contents:read","issues:write"],"approval":"auto","token_id":"tok_1"},
                 {"timestamp":"2026-11-23T04:33:18.999999Z","event":"broker_started"}]
                """;
        assertThat(AuditTable.of(new ObjectMapper().readTree(newestFirst))).isEqualTo("""
                TIME (UTC)  EVENT              BOT       REPO  PERMISSIONS                 HOW   WHO  TOKEN
                04:33:18    broker_started
                04:33:19    credential_issued  demo-bot  o/r   contents:read,issues:write  auto       tok_1""");
    }
}
