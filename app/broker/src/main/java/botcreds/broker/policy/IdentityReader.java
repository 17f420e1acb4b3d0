package botcreds.broker.policy;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.NearestWord;
import botcreds.broker.policy.YamlNode.Items;
import botcreds.broker.policy.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how bots prove who they are, and sees to it that no two prove it by the same. */
final class IdentityReader {
    private static final List<String> TYPES = List.of("api_key", "tailnet", "mtls");
    private static final List<String> KEYS = List.of("type", "sha256", "hostname", "node_id", "tag", "san");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern TAG = Pattern.compile("tag:[A-Za-z][A-Za-z0-9-]{0,62}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,255}");

    /** SHA-256 of nothing: the trace of an unset variable in the command that made it. */
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Issues issues;
    private final Map<String, String> claimed = new HashMap<>();

    IdentityReader(Issues issues) {
        this.issues = issues;
    }

    /** Reads one identity or a list of them; absent is none. */
    List<Identity> identities(Section bot) {
        Optional<YamlNode> node = bot.node("identity");
        if (node.isEmpty()) {
            return List.of();
        }
        List<YamlNode> nodes = node.get() instanceof Items items ? items.items() : List.of(node.get());
        List<Identity> identities = new ArrayList<>();
        for (YamlNode each : nodes) {
            Section.open(each, bot.path() + ".identity", KEYS, issues)
                    .flatMap(section -> identity(section, bot.path()))
                    .ifPresent(identities::add);
        }
        return identities;
    }

    private Optional<Identity> identity(Section section, String owner) {
        String type = section.text("type").orElse("");
        return switch (type) {
            case "api_key" -> only(section, "sha256").flatMap(fits -> apiKey(section, owner));
            case "tailnet" -> only(section, "hostname", "node_id", "tag").flatMap(fits -> tailnet(section, owner));
            case "mtls" -> only(section, "san").flatMap(fits -> mtls(section, owner));
            default -> {
                String guess = NearestWord.to(type, TYPES)
                        .map(near -> " Did you mean " + near + "?")
                        .orElse("");
                section.error("identity_type", "type", "expected one of " + String.join(", ", TYPES) + "." + guess);
                yield Optional.empty();
            }
        };
    }

    /** Refuses keys that belong to another type, and none at all. */
    private Optional<Section> only(Section section, String... keys) {
        List<String> allowed = List.of(keys);
        boolean some = false;
        boolean fits = true;
        for (String key : KEYS.subList(1, KEYS.size())) {
            if (section.has(key) && !allowed.contains(key)) {
                section.error(
                        "unknown_key", key, "does not belong to this type, which has " + String.join(", ", keys) + ".");
                fits = false;
            }
            some |= section.has(key) && allowed.contains(key);
        }
        if (!some) {
            section.error(
                    "identity_incomplete", "type", "this type needs " + String.join(" or ", keys) + " beside it.");
        }
        return some && fits ? Optional.of(section) : Optional.empty();
    }

    private Optional<Identity> apiKey(Section section, String owner) {
        Set<String> hashes = new HashSet<>();
        for (Scalar scalar : section.oneOrMore("sha256")) {
            String hash = AsciiCase.fold(scalar.text());
            if (!SHA256.matcher(hash).matches()) {
                section.error(
                        "not_a_sha256",
                        "sha256",
                        "expected 64 hex digits, never the key itself; make them with: printf %s \"$KEY\" | sha256sum");
            } else if (hash.equals(OF_NOTHING)) {
                section.error("not_a_sha256", "sha256", "this is the hash of an empty key; was the variable set?");
            } else if (claim("api_key " + hash, owner, section, "sha256")) {
                hashes.add(hash);
            }
        }
        return hashes.isEmpty() ? Optional.empty() : Optional.of(new Identity.ApiKey(hashes));
    }

    private Optional<Identity> tailnet(Section section, String owner) {
        Optional<String> hostname = fitting(
                section, "hostname", LABEL, "the machine's name as the tailnet shows it, without the tailnet's domain");
        Optional<String> nodeId = fitting(section, "node_id", NODE_ID, "a stable node id such as nAbCd1CNTRL");
        Optional<String> tag = fitting(section, "tag", TAG, "a tailnet tag such as tag:ci");
        boolean allFit = hostname.isPresent() == section.has("hostname")
                && nodeId.isPresent() == section.has("node_id")
                && tag.isPresent() == section.has("tag");
        if (!allFit) {
            return Optional.empty();
        }
        Identity.Tailnet tailnet = new Identity.Tailnet(hostname, nodeId, tag);
        return claim(AsciiCase.fold(tailnet.toString()), owner, section, "type")
                ? Optional.of(tailnet)
                : Optional.empty();
    }

    private Optional<Identity> mtls(Section section, String owner) {
        Optional<String> san = visible(section, "san");
        if (san.isPresent() && san.get().indexOf('*') >= 0) {
            section.error("not_a_san", "san", "a wildcard does not name one bot; write the certificate's whole name.");
            return Optional.empty();
        }
        return san.filter(name -> claim("mtls " + name, owner, section, "san")).map(Identity.Mtls::new);
    }

    private Optional<String> fitting(Section section, String key, Pattern grammar, String expected) {
        Optional<String> text = section.text(key);
        if (text.isPresent() && !grammar.matcher(text.get()).matches()) {
            section.error(key.equals("tag") ? "not_a_tag" : "not_a_name", key, "expected " + expected + ".");
            return Optional.empty();
        }
        return text;
    }

    private Optional<String> visible(Section section, String key) {
        Optional<String> text = section.text(key);
        if (text.isPresent() && !VISIBLE.matcher(text.get()).matches()) {
            section.error("not_a_name", key, "expected 1 to 255 visible ASCII characters without spaces.");
            return Optional.empty();
        }
        return text;
    }

    private boolean claim(String proof, String owner, Section section, String key) {
        String earlier = claimed.putIfAbsent(proof, owner);
        if (earlier == null) {
            return true;
        }
        section.error(
                "shared_identity",
                key,
                "already proves " + earlier + "; give each bot its own, or the log cannot tell them apart.");
        return false;
    }
}
