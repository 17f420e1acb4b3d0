package botcreds.command.git;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.grants.Grant;
import botcreds.command.grants.Need;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * git's credential helper (gitcredentials(7)). Fetching needs {@code contents:read}; a URL with the user {@code push}, which
 * git uses for pushes only, needs {@code contents:write}. Whatever is not our GitHub is left to other helpers.
 */
public final class GitCredential {
    private final Surroundings surroundings;
    private final Access access;

    public GitCredential(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.access = new Access(surroundings);
    }

    /** Does what git asks for; an operation that is not known is no error, for git may learn new ones. */
    public ExitCode run(String operation) {
        switch (operation) {
            case "get" -> get(read());
            case "erase" -> erase(read());
            // 'store' would only bring back what came from here.
            default -> surroundings.out().flush();
        }
        return ExitCode.OK;
    }

    private void get(Map<String, String> question) {
        if (!isOurs(question)) {
            return;
        }
        Optional<String> repo = repo(question);
        if (repo.isEmpty()) {
            stop("botcreds: git does not say which repository it wants. Run 'botcreds install git', which sets"
                    + " credential.useHttpPath, or set BOTCREDS_REPO.");
            return;
        }
        boolean isPush = "push".equals(question.get("username"));
        Need need = Need.of(repo.get(), isPush ? "contents:write" : "contents:read");
        try {
            Grant grant = access.get(need, isPush ? "git push to " + repo.get() : "git fetch of " + repo.get());
            surroundings
                    .out()
                    .print("username=x-access-token\npassword=" + grant.token() + "\npassword_expiry_utc="
                            + grant.expiresAt().getEpochSecond() + "\n");
            surroundings.out().flush();
        } catch (RuntimeException problem) {
            stop(Access.line(problem, need));
        }
    }

    /** GitHub refused this token: the next run must not get it again. */
    private void erase(Map<String, String> question) {
        if (isOurs(question)) {
            repo(question)
                    .ifPresent(repo -> access.grants()
                            .refused(repo.toLowerCase(Locale.ROOT), question.getOrDefault("password", "")));
        }
    }

    /** git shows the line, asks nobody else, and ends. */
    private void stop(String line) {
        surroundings.err().println(line);
        surroundings.out().print("quit=1\n");
        surroundings.out().flush();
    }

    private boolean isOurs(Map<String, String> question) {
        URI gitHub = URI.create(access.configuration().gitHubUrl());
        return gitHub.getScheme().equals(question.get("protocol"))
                && gitHub.getRawAuthority().equalsIgnoreCase(question.get("host"));
    }

    private Optional<String> repo(Map<String, String> question) {
        String path =
                question.getOrDefault("path", "").replaceAll("^/+|/+$", "").replaceAll("(?i)(\\.wiki)?\\.git$", "");
        String[] parts = path.split("/", -1);
        // A path goes on after the repository for git lfs: owner/name.git/info/lfs.
        if (parts.length >= 2) {
            String name = parts[0] + "/" + parts[1].replaceAll("(?i)\\.git$", "");
            return name.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+") ? Optional.of(name) : Optional.empty();
        }
        return path.isEmpty()
                ? surroundings.variable("BOTCREDS_REPO").map(repos -> repos.split(",", 2)[0])
                : Optional.empty();
    }

    private Map<String, String> read() {
        Map<String, String> question = new HashMap<>();
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    question.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return question;
    }
}
