package botcreds.broker.github;

/** Why GitHub will not give what was asked, however often it is asked. The names are those of the broker's own refusals. */
public enum Code {
    NOT_INSTALLED,
    PERMISSION_NOT_GRANTED,
    INSTALLATION_SUSPENDED,
    REPOSITORY_CHANGED,
    DEPLOY_KEYS_DISABLED,
    DEPLOY_KEY_IN_USE,
    DEPLOY_KEY_INVALID,
    GITHUB_REFUSED
}
