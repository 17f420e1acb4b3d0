package botcreds.broker.bots;

import botcreds.broker.model.Credential;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** What is said of credentials that must die and of which GitHub has not said that they are dead. */
final class Unconfirmed {
    private Unconfirmed() {}

    static List<String> said(List<Credential> living) {
        if (living.isEmpty()) {
            return List.of();
        }
        Instant last = living.stream()
                .map(Credential::githubExpiresAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return List.of("REVOKE_PENDING: GitHub has not confirmed that "
                + (living.size() == 1 ? living.get(0).id() + " is" : living.size() + " credentials are")
                + " dead. The broker tries until it does and shows it under bots until then; GitHub ends the last one by"
                + " itself at " + last + ".");
    }
}
