package botcreds.sandbox.github;

/**
 * Who comes with an installation token. What the token was minted with is narrowed by what the installation is now:
 * taking a permission or a repository away narrows tokens that live.
 */
record Visitor(IssuedToken token, Installation installation) {

    boolean allows(String permission, AccessLevel level) {
        return token.permissions().allows(permission, level)
                && installation.permissions().allows(permission, level);
    }

    boolean sees(HostedRepository repository) {
        return installation.includes(repository)
                && (token.repositories() == null || token.repositories().contains(repository.id()));
    }
}
