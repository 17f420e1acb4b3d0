package botcreds.broker.identity;

import botcreds.broker.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds who owns a bearer key by the SHA-256 of the whole key, so the key itself is kept nowhere and no comparison depends
 * on it. Every key, right or wrong, costs one digest and one look-up in each place. Thread-safe if the places are.
 */
public final class BearerKeys<P> implements Function<Connection, Claim<P>> {
    private static final String SCHEME = "Bearer ";

    /** Ours have 50 characters; a digest over a megabyte should not be had for free. */
    private static final int LONGEST = 512;

    private final List<Function<String, Optional<P>>> places;

    /** @param places from the lower-case hexadecimal SHA-256 of a key to its owner: the policy, the rotated keys */
    public BearerKeys(List<Function<String, Optional<P>>> places) {
        this.places = List.copyOf(places);
    }

    /** A place that knows one token, for example the administrator's. */
    public static <P> Function<String, Optional<P>> single(Secret token, P owner) {
        byte[] expected = sha256(token.reveal()).getBytes(StandardCharsets.US_ASCII);
        return candidate -> MessageDigest.isEqual(expected, candidate.getBytes(StandardCharsets.US_ASCII))
                ? Optional.of(owner)
                : Optional.empty();
    }

    /** The place without this token, which belongs to another kind of principal whatever the place says of it. */
    public static <P> Function<String, Optional<P>> except(Secret token, Function<String, Optional<P>> place) {
        Function<String, Optional<Boolean>> foreign = single(token, true);
        return candidate -> foreign.apply(candidate).isPresent() ? Optional.empty() : place.apply(candidate);
    }

    /** Reads RFC 6750's header method (section 2.1) and no other; the scheme in exactly that case. */
    @Override
    public Claim<P> apply(Connection connection) {
        List<String> headers = connection.authorization();
        if (headers.size() > 1) {
            return Claim.several();
        }
        if (headers.isEmpty() || !headers.get(0).startsWith(SCHEME)) {
            return Claim.none();
        }
        String key = headers.get(0).substring(SCHEME.length());
        if (!isKey(key)) {
            return Claim.wrong();
        }
        Set<P> owners = owners(key);
        if (owners.isEmpty()) {
            return Claim.wrong();
        }
        return owners.size() > 1
                ? Claim.several()
                : Claim.proven(owners.iterator().next());
    }

    /** Returns the SHA-256 of the one key that a connection shows, in the form that places look it up by. */
    public static Optional<String> shown(Connection connection) {
        return Optional.of(connection.authorization())
                .filter(headers -> headers.size() == 1 && headers.get(0).startsWith(SCHEME))
                .map(headers -> headers.get(0).substring(SCHEME.length()))
                .filter(BearerKeys::isKey)
                .map(BearerKeys::sha256);
    }

    /** Returns who owns the text, if it is a key at all. */
    Set<P> owners(String key) {
        String digest = sha256(key);
        Set<P> owners = new LinkedHashSet<>();
        places.forEach(place -> place.apply(digest).ifPresent(owners::add));
        return owners;
    }

    private static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars().allMatch(each -> each > ' ' && each < 0x7f && each != ',');
    }

    /** Returns SHA-256 over the UTF-8 bytes as lower-case hexadecimal digits. */
    public static String sha256(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
