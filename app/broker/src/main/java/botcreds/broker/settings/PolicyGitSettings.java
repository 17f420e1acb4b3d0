package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The policy in git: {@code URL#BRANCH:PATH}.
 *
 * @param url        https or ssh, without a secret; http for this machine alone, where nobody listens in
 * @param path       of the file in the repository
 * @param push       whether a remembered rule is pushed to the branch; otherwise it becomes a pull request
 * @param token      for https where the App has no tokens
 * @param sshKey     present exactly for ssh
 * @param knownHosts present exactly for ssh
 * @param signers    who may sign the head, in OpenSSH's form {@code allowed_signers}
 */
public record PolicyGitSettings(
        URI url,
        String branch,
        String path,
        boolean push,
        Optional<Secret> token,
        Optional<Path> sshKey,
        Optional<Path> knownHosts,
        Optional<Path> signers) {
    private static final String NAME = "BOTCREDS_POLICY_GIT";
    private static final String FORM =
            "write URL#BRANCH:PATH, for example https://github.com/myorg/policy.git#main:policy.yaml"
                    + " or ssh://git@github.com/myorg/policy.git#main:policy.yaml";
    private static final int LONGEST = 400;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    /** What git allows and nobody has to quote; no dots that could climb, no option, no lock. */
    private static final Pattern BRANCH = Pattern.compile("(?!refs/)[A-Za-z0-9_]+(?:[./-]?[A-Za-z0-9_]+)*(?<!\\.lock)");

    private static final Pattern PATH =
            Pattern.compile("(?!\\.git/)[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    static Optional<PolicyGitSettings> read(Environment from) {
        Optional<String> text = from.text(NAME);
        boolean push = push(from);
        Optional<Secret> token = from.secret(NAME + "_TOKEN");
        Optional<Path> key = from.existingFile(NAME + "_SSH_KEY");
        Optional<Path> hosts = from.existingFile(NAME + "_KNOWN_HOSTS");
        Optional<Path> signers = from.existingFile(NAME + "_SIGNERS");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = text.get().split("#", 2);
        String[] place = parts.length == 2 ? parts[1].split(":", 2) : new String[0];
        if (text.get().length() > LONGEST || place.length == 0) {
            from.problem(NAME, "the branch is missing; " + FORM);
            return Optional.empty();
        }
        String path = place.length == 2 ? place[1] : "policy.yaml";
        if (!BRANCH.matcher(place[0]).matches() || !PATH.matcher(path).matches()) {
            from.problem(NAME, "this is no branch and path of a file; " + FORM);
        }
        Optional<URI> url = url(from, parts[0]);
        boolean ssh = url.filter(each -> "ssh".equals(each.getScheme())).isPresent();
        if (ssh && (key.isEmpty() || hosts.isEmpty())) {
            from.problem(
                    NAME,
                    "an ssh address needs BOTCREDS_POLICY_GIT_SSH_KEY and BOTCREDS_POLICY_GIT_KNOWN_HOSTS; fill the second"
                            + " with the host's published keys");
        }
        if (signers.isPresent() && push) {
            from.problem(
                    NAME + "_REMEMBER",
                    "with BOTCREDS_POLICY_GIT_SIGNERS the broker cannot push, because it signs no commits; unset one of them");
        }
        return url.map(each -> new PolicyGitSettings(each, place[0], path, push, token, key, hosts, signers));
    }

    private static boolean push(Environment from) {
        Optional<String> how = from.text(NAME + "_REMEMBER");
        if (how.filter(each -> !Set.of("pull_request", "push").contains(each)).isPresent()) {
            from.problem(NAME + "_REMEMBER", "write pull_request or push");
        }
        return how.filter("push"::equals).isPresent();
    }

    private static Optional<URI> url(Environment from, String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException notOne) {
            from.problem(NAME, "this is no address; " + FORM);
            return Optional.empty();
        }
        String scheme = String.valueOf(url.getScheme());
        boolean loopback = url.getHost() != null && LOOPBACK.contains(url.getHost());
        boolean allowed = scheme.equals("https") || scheme.equals("ssh") || (scheme.equals("http") && loopback);
        if (!allowed) {
            from.problem(
                    NAME, "only https:// and ssh:// lead to a policy (and http:// to this machine itself); " + FORM);
            return Optional.empty();
        }
        String user = url.getUserInfo();
        boolean noSecret = user == null || (scheme.equals("ssh") && user.matches("[A-Za-z0-9._-]+"));
        if (url.getHost() == null
                || !noSecret
                || url.getQuery() != null
                || String.valueOf(url.getPath()).length() < 2) {
            from.problem(
                    NAME,
                    "an address names a host and a repository, and no password; a token goes to BOTCREDS_POLICY_GIT_TOKEN_FILE");
            return Optional.empty();
        }
        return Optional.of(url);
    }
}
