package botcreds.broker;

import botcreds.broker.identity.BearerKeys;
import botcreds.broker.identity.IdentityUnavailable;
import botcreds.broker.logins.TokenHolder;
import botcreds.broker.logins.TokenHolders;
import botcreds.broker.model.Human;
import botcreds.broker.model.Secret;
import botcreds.broker.slack.SlackAway;
import botcreds.broker.slack.SlackEdge;
import botcreds.broker.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Where humans' keys are looked up: the administrator's token, and the tokens of those who signed in through Slack. */
final class HumanKeys {
    private final Optional<Secret> adminToken;
    private final TokenHolders holders;
    private final SlackEdge slack;

    HumanKeys(Optional<Secret> adminToken, TokenHolders holders, SlackEdge slack) {
        this.adminToken = adminToken;
        this.holders = holders;
        this.slack = slack;
    }

    List<Function<String, Optional<Human>>> places() {
        List<Function<String, Optional<Human>>> places = new ArrayList<>();
        adminToken.ifPresent(token -> places.add(BearerKeys.single(token, Human.admin())));
        places.add(this::signedIn);
        return places;
    }

    /**
     * Who somebody is by now, by id.
     *
     * @throws IdentityUnavailable when Slack does not tell
     */
    Optional<Human> now(String humanId) {
        if (humanId.equals(Human.ADMIN_ID)) {
            return adminToken.map(token -> Human.admin());
        }
        try {
            return slack.member(humanId);
        } catch (SlackAway away) {
            throw new IdentityUnavailable(Optional.empty(), away);
        }
    }

    /** The token says who it is; what that human is by now, Slack says anew, as it does for a click. */
    private Optional<Human> signedIn(String sha256) {
        Optional<TokenHolder> holder;
        try {
            holder = holders.holder(sha256);
        } catch (StoreUnavailable away) {
            throw new IdentityUnavailable(Optional.empty(), away);
        }
        try {
            return holder.flatMap(each -> slack.member(each.humanId()));
        } catch (SlackAway away) {
            throw new IdentityUnavailable(
                    holder.map(each -> new Human(each.humanId(), each.name(), Optional.empty(), Set.of())), away);
        }
    }
}
