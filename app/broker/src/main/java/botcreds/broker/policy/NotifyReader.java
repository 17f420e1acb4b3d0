package botcreds.broker.policy;

import botcreds.broker.policy.YamlNode.Scalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads {@code notify:}, at the top, of a bot and of a rule. */
final class NotifyReader {
    /** What may stand in a header as it is: no quotes, brackets, commas or spaces. */
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,254}");

    private static final String SLACK = "slack";
    private static final List<String> KEYS = List.of("mail", "webhook");
    private static final int LONGEST_URL = 2048;

    private final Issues issues;

    NotifyReader(Issues issues) {
        this.issues = issues;
    }

    /** What happens to requests, and what is about none. */
    Notify atTheTop(Section policy) {
        return read(policy, happening -> true);
    }

    /** What happens to the requests of one bot, or under one rule. */
    Notify ofRequests(Section section) {
        return read(section, happening -> happening != Happening.NOTICE);
    }

    private Notify read(Section section, Predicate<Happening> allowed) {
        List<Happening> happenings =
                Arrays.stream(Happening.values()).filter(allowed).toList();
        List<String> words = happenings.stream().map(Happening::word).toList();
        Map<Happening, List<Way>> ways = new EnumMap<>(Happening.class);
        String path = section.path().equals("policy") ? "notify" : section.path() + ".notify";
        section.node("notify")
                .flatMap(node -> Section.open(node, path, words, issues))
                .ifPresent(notify -> happenings.stream()
                        .filter(each -> notify.has(each.word()))
                        .forEach(each -> ways.put(each, ways(notify, each))));
        return new Notify(ways);
    }

    private List<Way> ways(Section notify, Happening happening) {
        List<Way> ways = new ArrayList<>();
        boolean forSlack = false;
        for (YamlNode item : notify.items(happening.word())) {
            if (item instanceof Scalar scalar) {
                forSlack |= isSlack(notify, happening, scalar);
            } else {
                boolean instead = forSlack;
                Section.open(item, notify.path() + "." + happening.word(), KEYS, issues)
                        .ifPresent(way -> ways.addAll(way(way, instead)));
            }
        }
        return List.copyOf(ways);
    }

    private boolean isSlack(Section notify, Happening happening, Scalar scalar) {
        String path = notify.path() + "." + happening.word() + ": ";
        if (!scalar.text().equals(SLACK)) {
            issues.error(
                    "unknown_way",
                    scalar.span(),
                    path + "\"" + scalar.text() + "\" is no way to tell anyone; write slack, mail: [ADDRESS] or"
                            + " webhook: URL.");
            return false;
        }
        if (!happening.isUrgent()) {
            issues.error(
                    "not_urgent",
                    scalar.span(),
                    path + "the card in Slack shows this anyway, later when Slack is away; remove slack, and name who"
                            + " is always told.");
        }
        return true;
    }

    private List<Way> way(Section section, boolean forSlack) {
        if (section.has("mail") == section.has("webhook")) {
            issues.error("one_way", section.span(), section.path() + ": name one of mail and webhook in each item.");
            return List.of();
        }
        List<Way> ways = new ArrayList<>();
        for (Scalar address : section.oneOrMore("mail")) {
            if (ADDRESS.matcher(address.text()).matches()) {
                ways.add(new Way(Way.Kind.MAIL, address.text(), forSlack));
            } else {
                issues.error(
                        "not_an_address",
                        address.span(),
                        section.path() + ".mail: expected plain e-mail addresses, such as oncall@example.com.");
            }
        }
        section.text("webhook").ifPresent(url -> {
            if (isUrl(url)) {
                ways.add(new Way(Way.Kind.WEBHOOK, url, forSlack));
            } else {
                section.error("not_a_url", "webhook", "expected an https URL without user and fragment.");
            }
        });
        return ways;
    }

    /** Only its form; whether the settings let it be called is looked at when it is. */
    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            return web
                    && text.length() <= LONGEST_URL
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException notOne) {
            return false;
        }
    }
}
