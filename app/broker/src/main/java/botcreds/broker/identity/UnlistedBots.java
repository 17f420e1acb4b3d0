package botcreds.broker.identity;

import botcreds.broker.model.BotId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names for bots that have proven who they are and that the policy does not list; it lists none of this form. */
final class UnlistedBots {
    private static final int MOST_READABLE = 30;

    /** 96 bits: nobody finds a second proof with the same name. */
    private static final int DIGEST_DIGITS = 24;

    private UnlistedBots() {}

    /**
     * Makes the name, always the same for one proof.
     *
     * @param readable what humans know it by; to be made of nothing but the proof, or who can change it gets out of a lockdown
     * @param proof    what was proven
     */
    static BotId named(String readable, String proof) {
        String visible = readable.replaceAll("[^A-Za-z0-9-]+", "-");
        String cut = visible.substring(0, Math.min(MOST_READABLE, visible.length()));
        return new BotId(BotId.UNLISTED + cut + "." + digest(proof));
    }

    private static String digest(String proof) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(proof.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
