package botcreds.broker.policy;

import botcreds.broker.policy.YamlNode.Scalar;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads who and where: Slack users, groups and channels by their ids, people by e-mail. Names are refused: they can be chosen. */
final class WhoReader {
    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{1,20}");
    private static final Pattern GROUP = Pattern.compile("S[A-Z0-9]{1,20}");
    private static final Pattern CHANNEL = Pattern.compile("[CGD][A-Z0-9]{1,20}");
    private static final Pattern EMAIL = Pattern.compile("[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,255}");

    private final Issues issues;
    private final Map<String, YamlNode.Span> named = new TreeMap<>();

    WhoReader(Issues issues) {
        this.issues = issues;
    }

    /** Reads one or a list of humans; absent is empty. */
    Optional<Approvers> approvers(Section section, String key) {
        if (!section.has(key)) {
            return Optional.empty();
        }
        return Optional.of(sorted(section.path() + "." + key, section.oneOrMore(key)));
    }

    Optional<String> channel(Section section, String key) {
        Optional<String> channel = section.text(key);
        if (channel.isPresent() && !CHANNEL.matcher(channel.get()).matches()) {
            section.error(
                    "not_a_channel",
                    key,
                    "expected Slack's id of a channel, such as C012AB3CD; it is at the end of the channel's details.");
            return Optional.empty();
        }
        return channel;
    }

    /** Returns every human and group that was read, and where first. */
    Map<String, YamlNode.Span> named() {
        return named;
    }

    private Approvers sorted(String path, List<Scalar> names) {
        Set<String> users = new HashSet<>();
        Set<String> groups = new HashSet<>();
        Set<String> emails = new HashSet<>();
        for (Scalar name : names) {
            String text = name.text();
            named.putIfAbsent(text, name.span());
            if (USER.matcher(text).matches()) {
                users.add(text);
            } else if (GROUP.matcher(text).matches()) {
                groups.add(text);
            } else if (EMAIL.matcher(text).matches()) {
                emails.add(text);
            } else {
                String message =
                        path + ": \"" + text + "\" names nobody; write a Slack user id (U012AB3CD), a user group id"
                                + " (S012AB3CD) or an e-mail address. Ids are in capitals; display names can be chosen by anyone.";
                issues.error("not_a_human", name.span(), message);
            }
        }
        return new Approvers(users, groups, emails);
    }
}
