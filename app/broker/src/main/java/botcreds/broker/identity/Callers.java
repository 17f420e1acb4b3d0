package botcreds.broker.identity;

import botcreds.broker.identity.Authentication.Authenticated;
import botcreds.broker.identity.Authentication.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Finds out who is calling, from every proof a connection shows. All proofs count: two that name different principals make
 * nobody, rather than the first one winning. Used once for bots and once for humans, so that neither is ever taken for the
 * other. Thread-safe.
 *
 * @param <P> the kind of principal
 */
public final class Callers<P> {
    private final BearerKeys<P> keys;
    private final List<Function<Connection, Claim<P>>> proofs;
    private final AddressAllowance wrongKeys;
    private final BiConsumer<P, String> exposed;

    /**
     * @param others   further kinds of proof, asked for every connection
     * @param exposed  told whose live key came in a URL, and from which address; called on the request's thread
     * @param nanoTime a clock that never goes back, such as {@link System#nanoTime}
     */
    public Callers(
            BearerKeys<P> keys,
            List<Function<Connection, Claim<P>>> others,
            BiConsumer<P, String> exposed,
            LongSupplier nanoTime) {
        this.keys = keys;
        this.proofs = List.copyOf(others);
        this.exposed = exposed;
        this.wrongKeys = AddressAllowance.forWrongKeys(nanoTime);
    }

    /** Says who it is; counts a failure against the peer's address. */
    public Authentication<P> authenticate(Connection connection) {
        if (connection.queryString().filter(this::holdsKey).isPresent()) {
            return rejectExposed(connection);
        }
        Authentication<P> found = recognise(connection);
        boolean failed = found.fold(principal -> false, why -> why != Rejection.MISSING_CREDENTIAL);
        return failed && !wrongKeys.take(connection.peerAddress())
                ? new Rejected<>(Rejection.TOO_MANY_FAILURES)
                : found;
    }

    /** Tells whether this connection would still be recognised; counts and records nothing. */
    public boolean stillKnows(Connection connection) {
        return recognise(connection).fold(principal -> true, why -> false);
    }

    private Authentication<P> recognise(Connection connection) {
        List<Claim<P>> claims = new ArrayList<>(List.of(keys.apply(connection)));
        proofs.forEach(proof -> claims.add(proof.apply(connection)));
        if (claims.stream().anyMatch(claim -> claim.state() == Claim.State.SEVERAL)) {
            return new Rejected<>(Rejection.AMBIGUOUS_IDENTITY);
        }
        // A false proof beside a good one still spoils it.
        if (claims.stream().anyMatch(claim -> claim.state() == Claim.State.WRONG)) {
            return new Rejected<>(Rejection.INVALID_CREDENTIAL);
        }
        Set<P> shown = principals(claims, Claim.State.PROVEN);
        Set<P> principals = shown.isEmpty() ? principals(claims, Claim.State.AMBIENT) : shown;
        if (principals.size() > 1) {
            return new Rejected<>(Rejection.AMBIGUOUS_IDENTITY);
        }
        return principals.isEmpty()
                ? new Rejected<>(Rejection.MISSING_CREDENTIAL)
                : new Authenticated<>(principals.iterator().next());
    }

    private static <P> Set<P> principals(List<Claim<P>> claims, Claim.State state) {
        return claims.stream()
                .filter(claim -> claim.state() == state)
                .flatMap(claim -> claim.principal().stream())
                .collect(Collectors.toSet());
    }

    private boolean holdsKey(String query) {
        return QueryKeys.looksLikeKey(query)
                || QueryKeys.values(query).stream()
                        .anyMatch(value -> !keys.owners(value).isEmpty());
    }

    private Authentication<P> rejectExposed(Connection connection) {
        if (!wrongKeys.take(connection.peerAddress())) {
            return new Rejected<>(Rejection.TOO_MANY_FAILURES);
        }
        // Only a key that works is worth a line in the audit log; anything else would let strangers fill it.
        connection.queryString().map(QueryKeys::values).orElse(List.of()).stream()
                .flatMap(value -> keys.owners(value).stream())
                .distinct()
                .forEach(owner -> exposed.accept(owner, connection.peerAddress()));
        return new Rejected<>(Rejection.KEY_IN_QUERY);
    }
}
