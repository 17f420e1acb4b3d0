package botcreds.broker.requests;

import botcreds.broker.model.AsciiCase;

/** Through what a human decided; for the audit log. */
public enum Surface {
    SLACK_BUTTON,
    SLACK_COMMAND,
    SLACK_HOME,
    API,
    /** No human: a backup was restored. */
    RESTORE;

    public String word() {
        return AsciiCase.fold(name());
    }
}
