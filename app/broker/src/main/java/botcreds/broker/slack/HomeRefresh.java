package botcreds.broker.slack;

import botcreds.broker.errands.Announcer;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import java.util.List;
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
    public Delivery show(List<RequestView> views, Optional<CardRef> card) {
        tabs.changed();
        return cards.show(views, card);
    }

    @Override
    public boolean fits(List<RequestView> views) {
        return cards.fits(views);
    }

    @Override
    public Delivery tell(Notice notice) {
        return cards.tell(notice);
    }

    @Override
    public Delivery reply(Reply reply, CardRef card) {
        return cards.reply(reply, card);
    }
}
