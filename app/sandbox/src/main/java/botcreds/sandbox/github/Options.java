package botcreds.sandbox.github;

import java.net.URI;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What one sandbox is started with.
 *
 * @param port loopback port; 0 takes any free one
 * @param appId the App's id; it is readable in every stateless token
 * @param slug the App's slug; its bot user is called {@code slug[bot]}
 * @param botUserId id of the bot user, which is not the App's id
 * @param clock what GitHub's clock shows before any skew
 * @param stateless true for the token format of 2026 (about 520 characters), false for {@code ghs_} and 36 characters
 * @param ledgerCapacity how many calls the ledger keeps; 0 switches it off
 * @param hourlyLimit primary rate limit of one installation, calls per hour
 * @param webhook where {@code push} events go; null sends none
 */
public record Options(
        int port,
        long appId,
        String slug,
        long botUserId,
        InstantSource clock,
        boolean stateless,
        int ledgerCapacity,
        int hourlyLimit,
        @Nullable Webhook webhook) {

    /** A receiver of webhooks and the secret its signatures are made with. */
    public record Webhook(URI url, String secret) {}

    public static Options defaults() {
        return new Options(
                0, 123456, "botcreds-sandbox", 41898000, InstantSource.system(), true, 10_000, 1_000_000, null);
    }

    public Options withPort(int chosen) {
        return new Options(chosen, appId, slug, botUserId, clock, stateless, ledgerCapacity, hourlyLimit, webhook);
    }

    public Options withApp(long id, String itsSlug, long itsBotUserId) {
        return new Options(port, id, itsSlug, itsBotUserId, clock, stateless, ledgerCapacity, hourlyLimit, webhook);
    }

    public Options withClock(InstantSource source) {
        return new Options(port, appId, slug, botUserId, source, stateless, ledgerCapacity, hourlyLimit, webhook);
    }

    /** Mints {@code ghs_} and 36 characters, as GitHub did before 2026 and GHES still does. */
    public Options withOldTokens() {
        return new Options(port, appId, slug, botUserId, clock, false, ledgerCapacity, hourlyLimit, webhook);
    }

    public Options withLedgerCapacity(int calls) {
        return new Options(port, appId, slug, botUserId, clock, stateless, calls, hourlyLimit, webhook);
    }

    public Options withHourlyLimit(int calls) {
        return new Options(port, appId, slug, botUserId, clock, stateless, ledgerCapacity, calls, webhook);
    }

    public Options withWebhook(URI url, String secret) {
        return new Options(
                port, appId, slug, botUserId, clock, stateless, ledgerCapacity, hourlyLimit, new Webhook(url, secret));
    }
}
