package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The ten statements that hold whatever was killed, as far as ledgers can show them. Each finding begins with the invariant's
 * number and names the row, the call or the request.
 *
 * <ul>
 *   <li>I1, audit before release: every answer with a token has a row of its own, written before it; nothing that was
 *       acknowledged is missing.
 *   <li>I2, intent before mint: no more mints of a scope at any time than intents, and a mint that nobody received and nobody
 *       revoked is on the books as a possible orphan.
 *   <li>I3, at most one: a request is issued once, one token a step, and what has ended does not change.
 *   <li>I4, deny wins: after a no nothing is minted, issued, refreshed or delivered. That a deny <em>rule</em> wins is not in
 *       a ledger: {@code AskingAndApprovingIT}, {@code PolicyInGitIT} and the tests of {@code policy}.
 *   <li>I5, authority: a policy's rule, or one of those who may approve, before the end, and by a click that Slack knows of.
 *       Owners and groups: the tests of {@code access}.
 *   <li>I6, exact scope: displayed, approved, written down and minted are the same.
 *   <li>I7, right recipient: with the key of the request's own bot, and no token in Slack or in the log. Logs, mail and the
 *       database's files: {@code SecretScanIT}.
 *   <li>I8, fail closed: that nothing leaves without the database follows from I1 and I2, for a row cannot be written before
 *       it is back. Sources other than the database: {@code DatabaseAwayIT}, {@code TailnetIT}, {@code RefusedStartIT}.
 *   <li>I9, tamper evidence and completeness: the chain, computed anew here, and the log told over again gives the state that
 *       each request is in. That changed rows are found: {@code AuditTamperingTest}, {@code AuditIT}.
 *   <li>I10, bounded life: what should have ended has ended, at GitHub too, and no answer carries a token past its end, or one that
 *       GitHub had been told to revoke. Cards:
 *       {@link Bustle#everyCardIsAReceipt}. Bounds of queues and memory: the tests of {@code access} and {@code http}.
 * </ul>
 */
final class Invariants {
    private Invariants() {}

    static void hold(Ledgers ledgers) {
        assertThat(broken(ledgers)).as("what breaks an invariant").isEmpty();
    }

    /** Returns what is wrong, in no order that means anything; empty if all hold. */
    static List<String> broken(Ledgers ledgers) {
        List<String> found = new ArrayList<>();
        Consumer<String> finding = found::add;
        new TokenInvariants(ledgers, finding).check();
        new RequestInvariants(ledgers, finding).check();
        return found;
    }
}
