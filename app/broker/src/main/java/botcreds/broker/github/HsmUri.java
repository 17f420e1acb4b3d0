package botcreds.broker.github;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a key is, as a URI of RFC 7512 says it. Java chooses a token by its slot and a key by its label; what else the URI
 * says of them is taken, because tools print it, and not compared. Messages hold nothing of the URI, which may have a PIN in
 * it by mistake.
 *
 * @param module    the PKCS#11 library
 * @param slot      the id of the token's slot; without it the first slot counts
 * @param label     the key's; without it the token must have one key only
 * @param pin       the file with the PIN
 * @param unchecked the attributes that are not compared
 */
record HsmUri(Path module, Optional<Long> slot, Optional<String> label, Path pin, Set<String> unchecked) {
    private static final String SCHEME = "pkcs11:";
    private static final Set<String> NOT_COMPARED = Set.of(
            "token",
            "serial",
            "manufacturer",
            "model",
            "id",
            "library-manufacturer",
            "library-description",
            "library-version",
            "slot-description",
            "slot-manufacturer");
    private static final Set<String> KNOWN = Set.of("slot-id", "object", "type", "module-path", "pin-source");
    private static final String EXAMPLE =
            "; write pkcs11:slot-id=ID;object=LABEL?module-path=/PATH/LIBRARY.so&pin-source=file:/PATH/PIN";

    HsmUri {
        unchecked = Set.copyOf(unchecked);
    }

    /** @throws IllegalArgumentException with what is wrong and what to write */
    static HsmUri parse(String text) {
        String[] parts = text.substring(SCHEME.length()).split("\\?", 2);
        Map<String, String> attributes = new HashMap<>();
        addTo(attributes, parts[0], ";");
        addTo(attributes, parts.length == 2 ? parts[1] : "", "&");
        if (attributes.containsKey("pin-value")) {
            throw refused(
                    "a PIN does not belong into it; write it into a file and name that with pin-source, and think of the"
                            + " PIN as seen");
        }
        if (!attributes.getOrDefault("type", "private").equals("private")) {
            throw refused("it names something else than a private key; write type=private or leave it out");
        }
        Set<String> unchecked = new TreeSet<>();
        for (String name : attributes.keySet()) {
            if (NOT_COMPARED.contains(name)) {
                unchecked.add(name);
            } else if (!KNOWN.contains(name)) {
                throw refused("it has an attribute that is not known here" + EXAMPLE);
            }
        }
        return new HsmUri(
                module(attributes),
                slot(attributes),
                Optional.ofNullable(attributes.get("object")),
                pin(attributes),
                unchecked);
    }

    private static void addTo(Map<String, String> attributes, String list, String separator) {
        for (String each : list.split(separator, -1)) {
            String[] pair = each.split("=", 2);
            if (each.isEmpty()) {
                continue;
            }
            if (pair.length != 2 || attributes.put(pair[0], decoded(pair[1])) != null) {
                throw refused("an attribute has no value, or stands there twice" + EXAMPLE);
            }
        }
    }

    /** Only percent signs mean something here; in forms, which the library reads, a plus would be a space. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw refused("a percent sign is not followed by two hexadecimal digits");
        }
    }

    /** The narrow alphabet keeps the path from being more than a path in the provider's configuration. */
    private static Path module(Map<String, String> attributes) {
        String path = attributes.getOrDefault("module-path", "");
        if (!path.matches("/[A-Za-z0-9/._+@-]+")) {
            throw refused("module-path must be the whole path of the HSM's PKCS#11 library" + EXAMPLE);
        }
        return Path.of(path);
    }

    private static Optional<Long> slot(Map<String, String> attributes) {
        String id = attributes.getOrDefault("slot-id", "");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (!id.matches("[0-9]{1,18}")) {
            throw refused("slot-id must be a decimal number");
        }
        return Optional.of(Long.valueOf(id));
    }

    private static Path pin(Map<String, String> attributes) {
        String source = attributes.getOrDefault("pin-source", "");
        String path = source.startsWith("file:") ? pathOf(source) : source;
        if (!path.startsWith("/")) {
            throw refused("pin-source must name the file with the PIN by its whole path" + EXAMPLE);
        }
        return Path.of(path);
    }

    private static String pathOf(String fileUri) {
        try {
            return String.valueOf(URI.create(fileUri).getPath());
        } catch (IllegalArgumentException notOne) {
            return "";
        }
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("The pkcs11: URI cannot be used: " + why + ".");
    }
}
