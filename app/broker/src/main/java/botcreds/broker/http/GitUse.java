package botcreds.broker.http;

import botcreds.broker.model.Repository;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How git uses a token at one GitHub. */
final class GitUse {
    /** GitHub's name for the user of every installation token. */
    static final String USERNAME = "x-access-token";

    private final URI webUrl;

    /** @param webUrl GitHub's web address without a slash at its end */
    GitUse(URI webUrl) {
        this.webUrl = webUrl;
    }

    String webHost() {
        return webUrl.getAuthority();
    }

    String cloneUrl(Repository repository, String token) {
        String password = URLEncoder.encode(token, StandardCharsets.UTF_8).replace("+", "%20");
        return webUrl.getScheme() + "://" + USERNAME + ":" + password + "@" + webUrl.getAuthority() + "/"
                + repository.fullName() + ".git";
    }

    String sshUrl(Repository repository) {
        return "git@" + webUrl.getHost() + ":" + repository.fullName() + ".git";
    }

    /**
     * Returns a script for {@code GIT_ASKPASS}. It answers both of git's prompts, and the token appears in no argument list
     * that other users of the machine could read: {@code printf} is built into the shell.
     */
    static String askpassScript(String token) {
        return "#!/bin/sh\n"
                + "case \"$1\" in\n"
                + "Username*) printf '%s\\n' '" + USERNAME + "' ;;\n"
                + "*) printf '%s\\n' '" + token.replace("'", "'\\''") + "' ;;\n"
                + "esac\n";
    }
}
