package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;

/** A repository as it is named now. The id stays when it is renamed or transferred, and so does the git directory. */
public record HostedRepository(long id, Account owner, String name, Instant createdAt, Path gitDirectory) {

    public String fullName() {
        return owner.login() + "/" + name;
    }

    HostedRepository renamed(Account newOwner, String newName) {
        return new HostedRepository(id, newOwner, newName, createdAt, gitDirectory);
    }

    ObjectNode toJson(String origin) {
        String web = Call.web(origin) + "/" + fullName();
        String api = origin + "/repos/" + fullName();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("node_id", "R_" + id)
                .put("name", name)
                .put("full_name", fullName())
                .put("private", true)
                .put("visibility", "private")
                .put("fork", false)
                .put("archived", false)
                .put("disabled", false)
                .put("default_branch", "main")
                .put("html_url", web)
                .put("url", api)
                .put("clone_url", web + ".git")
                .put("created_at", createdAt.toString())
                .put("updated_at", createdAt.toString())
                .put("pushed_at", createdAt.toString());
        json.set("owner", owner.toJson(origin));
        return json;
    }
}
