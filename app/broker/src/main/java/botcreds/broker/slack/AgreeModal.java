package botcreds.broker.slack;

import botcreds.broker.access.Terms;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The second step of [More…]: the request as it would be, rendered by what renders the card, to the last name. This is what
 * is approved, so it is a dialog and not a look at the card, which others may change meanwhile: the stamp in it is of the
 * revision that these terms are about, and the request becomes what is displayed here in the same unit of work as the yes.
 */
final class AgreeModal {
    static final String CALLBACK_ID = "agree_terms";

    private AgreeModal() {}

    /**
     * Renders it.
     *
     * @param asked the request as it is now
     * @param view  the request as it would be
     */
    static ObjectNode view(AccessRequest asked, RequestView view, Terms terms, About about) {
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.addAll(ScopeBlocks.of(view.request()));
        List<String> warnings = Warnings.of(view);
        if (!warnings.isEmpty()) {
            blocks.add(BlockKit.context(BlockKit.plain(String.join("\n", warnings))));
        }
        if (view.request().revision() != asked.revision()) {
            blocks.add(
                    BlockKit.section(
                            BlockKit.plain(
                                    "The request becomes this, also for everyone else: yeses to what was asked before no longer count.")));
        }
        terms.rememberUntil().ifPresent(day -> blocks.add(remembered(view)));
        ObjectNode modal = Dialog.of("Approve exactly this?", "Cancel", blocks);
        modal.set("submit", BlockKit.plain("Approve"));
        return modal.put("callback_id", CALLBACK_ID)
                .put(
                        "private_metadata",
                        TermsForm.write(about.metadata(), asked, terms).toString());
    }

    private static ObjectNode remembered(RequestView view) {
        return view.remembers()
                .map(rule -> BlockKit.literal("Added to the policy", Visible.lines(rule, 2500)))
                .orElseGet(
                        () -> BlockKit.section(
                                BlockKit.plain(
                                        "⚠️ The policy will not remember this: a deny or one of"
                                                + " its tests stands against the rule, or it is approved already. The approval counts once.")));
    }
}
