package botcreds.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LogTest {
    @Test
    @Tag("T-72")
    void noTextCanFakeASecondLine() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        String forged = "asked\n{\"event\":\"APPROVED\"}\u001b[31m\r${jndi:ldap://x}";
        LoggingEvent event =
                new LoggingEvent("test", context.getLogger("test"), Level.INFO, "{}", null, new Object[] {forged});

        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);

        assertThat(line).hasLineCount(1).endsWith("\n").doesNotContain("\u001b", "\r");
    }

    @Test
    @Tag("T-90")
    void loggersThatWriteTokensOrSignedBodiesArePinned() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogTest.class.getResource("/logback.xml"));
        context.getLogger("ROOT").setLevel(Level.TRACE);

        assertThat(context.getLogger("com.slack.api.app_backend.SlackSignature").isDebugEnabled())
                .isFalse();
        assertThat(context.getLogger("jdk.internal.httpclient.debug").isDebugEnabled())
                .isFalse();
        context.stop();
    }
}
