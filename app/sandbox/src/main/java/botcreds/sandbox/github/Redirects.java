package botcreds.sandbox.github;

import java.util.List;
import java.util.Optional;

/** What GitHub does with the former name of a repository: 301 to the same call below {@code /repositories/{id}}. */
final class Redirects {
    private static final String BY_ID = "/repositories/";

    private Redirects() {}

    /** Redirects a call below {@code /repos/{owner}/{name}}. */
    static Answer to(Call call, HostedRepository moved) {
        String[] parts = call.path().split("/", 5);
        String rest = parts.length == 5 ? "/" + parts[4] : "";
        String location = call.origin() + BY_ID + moved.id() + rest;
        return Answer.of(
                        301,
                        Json.object()
                                .put("message", "Moved Permanently")
                                .put("url", location)
                                .put("documentation_url", "https://docs.github.com/rest"))
                .withHeader("Location", location);
    }

    /** Writes a call by id as the call by the name the repository bears now. An unknown id stays and finds nothing. */
    static String resolve(String path, Repositories repositories) {
        if (!path.startsWith(BY_ID)) {
            return path;
        }
        List<String> parts = List.of(path.substring(BY_ID.length()).split("/", 2));
        Optional<HostedRepository> found = parts.get(0).matches("[0-9]{1,18}")
                ? repositories.find(Long.parseLong(parts.get(0)))
                : Optional.empty();
        return found.map(it -> "/repos/" + it.fullName() + (parts.size() == 2 ? "/" + parts.get(1) : ""))
                .orElse(path);
    }
}
