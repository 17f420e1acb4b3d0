package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What somebody is told who asks how it goes, or got it wrong. */
final class CommandHelp {
    private CommandHelp() {}

    static Message all() {
        return said(Mrkdwn.words("Decide what bots may have, from anywhere in Slack. Only you see the answers."));
    }

    static Message unknown(String verb) {
        Mrkdwn text = Mrkdwn.words("There is no ").code(Visible.line(verb, 60)).and(".");
        CommandWord.suggest(verb)
                .ifPresent(word -> text.and(" Did you mean ").code(word.usage()).and("?"));
        return said(text);
    }

    static Message misused(CommandWord word, String why) {
        Mrkdwn text =
                Mrkdwn.words(Visible.line(why, 300) + "\nIt goes like this: ").code(word.usage());
        return Message.of(text, List.of(BlockKit.section(BlockKit.mrkdwn(text))));
    }

    private static Message said(Mrkdwn first) {
        Mrkdwn list = Mrkdwn.words("");
        for (CommandWord word : CommandWord.values()) {
            list.code(word.usage()).and("\n" + word.meaning() + "\n");
        }
        ObjectNode top = BlockKit.section(BlockKit.mrkdwn(first));
        return Message.of(first, List.of(top, BlockKit.section(BlockKit.mrkdwn(list))));
    }
}
