package botcreds.broker;

import botcreds.broker.errands.BotCall;
import botcreds.broker.errands.Courier;
import botcreds.broker.model.CallbackRules;
import botcreds.broker.notify.MailServer;
import botcreds.broker.notify.SmtpCourier;
import botcreds.broker.notify.WebhookCaller;
import botcreds.broker.notify.WebhookKeys;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.Way;
import botcreds.broker.settings.MailSettings;
import botcreds.broker.settings.Settings;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes out besides Slack: webhooks and mail. */
final class Outward {
    private static final Logger LOG = LoggerFactory.getLogger(Outward.class);

    private final CallbackRules rules;
    private final WebhookCaller webhooks;
    private final Courier courier;
    private final Optional<MailSettings> mail;
    private final boolean signs;

    Outward(Settings settings, Clock clock) {
        mail = settings.mail();
        signs = !settings.webhooks().secrets().isEmpty();
        rules = new CallbackRules(signs, Set.copyOf(settings.webhooks().allowHosts()));
        WebhookKeys keys = new WebhookKeys(settings.webhooks().secrets());
        keys.publicKeys()
                .forEach(key -> LOG.info("Webhooks are signed with a key that receivers verify with {}.", key));
        webhooks = new WebhookCaller(keys, rules, clock);
        courier = courier(mail);
    }

    private static Courier courier(Optional<MailSettings> settings) {
        return settings.<Courier>map(mail -> new SmtpCourier(MailServer.of(mail.smtpUrl()), mail.from()))
                .orElseGet(() -> (address, bulletin) ->
                        new BotCall.Gone("BOTCREDS_SMTP_URL and BOTCREDS_MAIL_FROM are not set, so no mail is sent"));
    }

    /** What the policy asks for and the settings do not allow, told in the log: it may change while the broker runs. */
    void warnOf(Policy policy) {
        if (mail.isEmpty() && policy.tellsBy(Way.Kind.MAIL)) {
            LOG.warn("The policy's notify names mail addresses, but BOTCREDS_SMTP_URL and BOTCREDS_MAIL_FROM are not"
                    + " set: no mail is sent.");
        }
        if (!signs && policy.tellsBy(Way.Kind.WEBHOOK)) {
            LOG.warn("The policy's notify names webhooks, but BOTCREDS_WEBHOOK_SECRET is not set: none is called.");
        }
    }

    /** Where a bot may have itself called. */
    CallbackRules rules() {
        return rules;
    }

    BotCall webhooks() {
        return webhooks;
    }

    Courier courier() {
        return courier;
    }
}
