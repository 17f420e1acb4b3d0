package botcreds.broker.store;

import botcreds.broker.model.TokenId;
import java.util.List;
import java.util.Optional;

/**
 * What became of some living credentials that another key had sealed.
 *
 * @param sealed how many are sealed with the first key now
 * @param broken those that no key that is there opens; they stay as they are
 * @param last   where to go on, empty at the end
 */
public record Resealed(int sealed, List<TokenId> broken, Optional<TokenId> last) {
    public Resealed {
        broken = List.copyOf(broken);
    }
}
