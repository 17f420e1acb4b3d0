package botcreds.broker.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload.Action;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A click on the Home tab, or on a rule in a review; read from the payload's ids alone.
 *
 * @param value     a stamp, or a rule's key
 * @param inHome    whether it was on the Home tab
 * @param triggerId opens one dialog within three seconds
 */
record HomeClick(HomeButton button, String value, boolean inHome, Doorkeeper.Origin origin, String triggerId) {
    private static final Pattern RULE_KEY = Pattern.compile("[0-9a-f]{32}");

    /** Tells whether this is for us to judge; whether it makes sense, {@link #of} says. */
    static boolean isOne(BlockActionPayload payload) {
        return payload.getActions() != null
                && payload.getActions().stream()
                        .anyMatch(action ->
                                HomeButton.of(text(action.getActionId())).isPresent());
    }

    /** Returns nothing where the payload is not exactly one click on exactly one button as we render it. */
    static Optional<HomeClick> of(BlockActionPayload payload) {
        if (payload.getActions().size() != 1) {
            return Optional.empty();
        }
        Action action = payload.getActions().get(0);
        HomeButton button = HomeButton.of(text(action.getActionId())).orElseThrow();
        String value = text(action.getValue());
        boolean valid = button.isAboutRule()
                ? RULE_KEY.matcher(value).matches()
                : Stamp.parse(value).isPresent();
        boolean inHome = payload.getView() != null
                && "home".equals(payload.getView().getType())
                && HomeTab.CALLBACK_ID.equals(payload.getView().getCallbackId());
        if (!valid || !button.blockId(value).equals(action.getBlockId()) || !(inHome || button.isAboutRule())) {
            return Optional.empty();
        }
        return Optional.of(new HomeClick(button, value, inHome, Click.origin(payload), text(payload.getTriggerId())));
    }

    private static String text(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
