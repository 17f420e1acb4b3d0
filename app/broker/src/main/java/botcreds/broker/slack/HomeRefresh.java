package botcreds.broker.slack;

import botcreds.broker.access.Announcer;
import botcreds.broker.access.CardRef;
import botcreds.broker.access.RequestView;
import java.util.Optional;

/** Whatever changes a card changes Home tabs too. */
final class HomeRefresh implements Announcer {
    private final Announcer cards;
    private final HomeTabs tabs;

    HomeRefresh(Announcer cards, HomeTabs tabs) {
        this.cards = cards;
        this.tabs = tabs;
    }

    @Override
    public Delivery show(RequestView view, Optional<CardRef> card) {
        tabs.changed();
        return cards.show(view, card);
    }

    @Override
    public Delivery tell(Notice notice, Optional<CardRef> thread) {
        return cards.tell(notice, thread);
    }
}
