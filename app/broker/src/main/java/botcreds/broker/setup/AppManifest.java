package botcreds.broker.setup;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What GitHub is asked to make (docs: Registering a GitHub App from a manifest): private, with these permissions as its most,
 * and with a webhook only when pushes are to be looked at.
 *
 * @param name      at most 34 characters, and nobody else's at GitHub; who creates it can change it there
 * @param homepage  GitHub wants one
 * @param broker    the broker's address from outside, when pushes are to be looked at
 */
record AppManifest(String name, URI homepage, Map<String, String> permissions, Optional<URI> broker) {
    static final int LONGEST_NAME = 34;

    AppManifest {
        permissions = Map.copyOf(permissions);
    }

    /** @param backTo where GitHub sends the browser, with a code */
    String json(URI backTo) {
        ObjectNode manifest = new JsonMapper()
                .createObjectNode()
                .put("name", name)
                .put("url", homepage.toString())
                .put("redirect_url", backTo.toString())
                .put("description", "Gives bots narrow, short-lived credentials")
                .put("public", false);
        // GitHub wants an address also of a webhook that is switched off.
        manifest.putObject("hook_attributes")
                .put("url", broker.orElse(homepage) + "/github/webhook")
                .put("active", broker.isPresent());
        ObjectNode levels = manifest.putObject("default_permissions");
        permissions.forEach(levels::put);
        var events = manifest.putArray("default_events");
        broker.ifPresent(there -> events.add("push"));
        return manifest.toString();
    }
}
