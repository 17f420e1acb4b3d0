package botcreds.broker.slack;

import botcreds.broker.bots.BotView;
import botcreds.broker.bots.Deed;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Secret;
import botcreds.broker.model.Visible;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What a word about a bot as a whole would hit, or has hit, for one person's eyes. */
final class DeedAnswers {
    /** What Slack takes beside the rest, and what a person still reads. */
    private static final int MOST_LISTED = 15;

    private static final int MOST_BOTS = 25;
    private static final int LONGEST_LINE = 700;

    private DeedAnswers() {}

    static Message done(Deed deed) {
        String mark = deed.accepted() ? "✅ " : deed.code() == Deed.Code.NOTHING ? "➖ " : "🚫 ";
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain(mark + Visible.line(deed.text(), 1000))));
        blocks.addAll(list(listed(deed)));
        notListed(deed, blocks);
        left(deed, blocks);
        return Message.of(Mrkdwn.words(Visible.line(deed.text(), 600)), blocks);
    }

    /** A new key, for the one person who asked; it must not get into anything that is kept. */
    static Message key(Deed deed, Secret key) {
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain("🔑 " + Visible.line(deed.text(), 1000))));
        blocks.add(BlockKit.literal("Copy it now; nobody can show it again", key.reveal()));
        return Message.of(Mrkdwn.words("A new key, shown this once"), blocks);
    }

    /** What would be hit, and the button that does it. Only what is listed is what the button means. */
    static Message question(CommandWord word, String typed, Deed look) {
        List<Deed.Hit> listed = listed(look);
        Confirmation confirmation = new Confirmation(
                typed, listed.stream().flatMap(hit -> hit.request().stream()).toList());
        boolean all =
                word != CommandWord.APPROVE || listed.size() == look.hits().size();
        if (!confirmation.fits() || (listed.isEmpty() && !look.hits().isEmpty())) {
            return Message.plain("This is too long to be confirmed here; shorten it, or use the botcreds command.");
        }
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain(
                all
                        ? Visible.line(look.text(), 1000)
                        : "This would approve the first " + listed.size() + " of "
                                + look.hits().size() + "; type it again for the rest.")));
        blocks.addAll(list(listed));
        if (word != CommandWord.APPROVE) {
            notListed(look, blocks);
        }
        left(look, blocks);
        blocks.add(confirmation.buttons(word));
        return Message.of(Mrkdwn.words(Visible.line(look.text(), 600)), blocks);
    }

    static Message bots(List<BotView> bots) {
        List<ObjectNode> blocks = new ArrayList<>();
        String headline = bots.isEmpty() ? "There are no bots; the policy lists them." : "Bots, by name";
        blocks.add(BlockKit.section(BlockKit.plain(headline)));
        bots.stream().limit(MOST_BOTS).forEach(bot -> blocks.add(BlockKit.section(BlockKit.mrkdwn(line(bot)))));
        if (bots.size() > MOST_BOTS) {
            blocks.add(BlockKit.context(
                    BlockKit.plain("and " + (bots.size() - MOST_BOTS) + " more; the botcreds command lists all.")));
        }
        return Message.of(Mrkdwn.words(headline), blocks);
    }

    private static Mrkdwn line(BotView bot) {
        Mrkdwn text = Mrkdwn.words("").code(bot.bot().value());
        if (!bot.listed()) {
            text.and(" (not in the policy)");
        }
        bot.owner().ifPresent(owner -> text.and(" of ").person(owner));
        bot.lock()
                .ifPresent(lock -> text.and("\n🔒 Locked by " + Visible.line(lock.by(), 80) + " ")
                        .time(lock.at())
                        .and(": " + Visible.line(lock.reason(), 200)));
        text.and("\n" + bot.pending() + " pending · " + bot.live() + " live");
        if (bot.revokePending() > 0) {
            text.and(" · ⚠️ REVOKE_PENDING " + bot.revokePending() + ": GitHub has not confirmed");
        }
        bot.shares()
                .forEach(share -> text.and(" · " + share.tokens() + " of " + share.all() + " tokens this hour"
                        + (share.hour().isShort() ? ", ⚠️ GitHub leaves few calls" : "")));
        bot.lastSeen().ifPresent(at -> text.and(" · last seen ").time(at));
        for (Elevation each :
                bot.elevations().subList(0, Math.min(5, bot.elevations().size()))) {
            text.and("\n⏫ ")
                    .code(each.id())
                    .and(" "
                            + Visible.line(
                                    ScopeBlocks.some(each.scope().permissions().words()), 200) + " on "
                            + ScopeBlocks.some(each.scope().repositoryNames()) + " until ")
                    .time(each.endsAt());
        }
        return text;
    }

    /** Those that can be shown whole: a scope that is shortened could not be confirmed. */
    private static List<Deed.Hit> listed(Deed deed) {
        return deed.hits().stream()
                .filter(hit -> line(hit).toString().length() <= LONGEST_LINE)
                .limit(MOST_LISTED)
                .toList();
    }

    private static List<ObjectNode> list(List<Deed.Hit> hits) {
        return hits.stream()
                .map(hit -> BlockKit.section(BlockKit.mrkdwn(line(hit))))
                .toList();
    }

    private static Mrkdwn line(Deed.Hit hit) {
        Mrkdwn text =
                switch (hit.kind()) {
                    case REQUEST -> Mrkdwn.words("Request ").code("#" + hit.id());
                    case CREDENTIAL -> Mrkdwn.words("Token ").code(hit.id());
                    case API_KEY -> Mrkdwn.words("Key ").code(hit.id());
                    case ELEVATION -> Mrkdwn.words("Elevation ").code(hit.id());
                    case LOCK -> Mrkdwn.words("The lock");
                };
        text.and(" of ").code(hit.bot().value()).and(" · " + hit.state());
        hit.scope().ifPresent(scope -> {
            text.and("\n");
            scope.permissions().words().forEach(word -> text.code(word).and(" "));
            text.and("on ");
            scope.repositoryNames().forEach(name -> text.code(name).and(" "));
        });
        hit.ends().ifPresent(ends -> text.and("· ends ").time(ends));
        return text;
    }

    private static void notListed(Deed deed, List<ObjectNode> blocks) {
        int more = deed.hits().size() - listed(deed).size();
        if (more > 0) {
            blocks.add(BlockKit.context(BlockKit.plain("and " + more + " more")));
        }
    }

    private static void left(Deed deed, List<ObjectNode> blocks) {
        if (!deed.left().isEmpty()) {
            blocks.add(BlockKit.context(
                    BlockKit.plain(Visible.lines("⚠️ " + String.join("\n⚠️ ", deed.left()), 1900))));
        }
    }
}
