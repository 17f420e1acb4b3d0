package botcreds.broker.slack;

import botcreds.broker.model.AsciiCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What follows {@code /botcreds}, taken apart as a shell and the {@code botcreds} command would.
 *
 * @param verb    the first word in lower case; empty when there is none
 * @param words   the words after it that are no options
 * @param options by name without the dashes; a switch has an empty value
 */
record CommandLine(String verb, List<String> words, Map<String, String> options) {
    /** A word: parts in quotes and parts without blanks, run together. */
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"']|[\"'])+");

    /** What {@code should_escape} makes of a typed address, person or channel. */
    private static final Pattern ENTITY = Pattern.compile("<([^<>|]+)(?:\\|[^<>]*)?>");

    static CommandLine parse(String typed, Set<String> switches) {
        List<String> raw = new ArrayList<>();
        Matcher matcher = WORD.matcher(straight(typed));
        while (matcher.find()) {
            raw.add(matcher.group());
        }
        List<String> words = new ArrayList<>();
        Map<String, String> options = new TreeMap<>();
        for (int at = 0; at < raw.size(); at++) {
            String word = raw.get(at);
            if (!word.startsWith("--") || word.length() == 2) {
                words.add(plain(word));
                continue;
            }
            int equals = word.indexOf('=');
            String name = AsciiCase.fold(equals < 0 ? word.substring(2) : word.substring(2, equals));
            if (equals >= 0) {
                options.put(name, plain(word.substring(equals + 1)));
            } else if (switches.contains(name) || at + 1 == raw.size()) {
                options.put(name, "");
            } else {
                options.put(name, plain(raw.get(++at)));
            }
        }
        String verb = words.isEmpty() ? "" : AsciiCase.fold(words.remove(0));
        return new CommandLine(verb, List.copyOf(words), options);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name)).filter(value -> !value.isEmpty());
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    Optional<String> word(int at) {
        return at < words.size() ? Optional.of(words.get(at)) : Optional.empty();
    }

    /** Undoes what phones and macOS make of dashes and quotes while one types. */
    private static String straight(String typed) {
        return typed.replaceAll("(?<!\\S)[\u2014\u2013]", "--")
                .replace('\u201c', '"')
                .replace('\u201d', '"')
                .replace('\u2018', '\'')
                .replace('\u2019', '\'');
    }

    private static String plain(String word) {
        String unquoted = word.length() > 1
                        && (word.charAt(0) == '"' || word.charAt(0) == '\'')
                        && word.charAt(word.length() - 1) == word.charAt(0)
                ? word.substring(1, word.length() - 1)
                : word;
        String named = ENTITY.matcher(unquoted).replaceAll("$1");
        return named.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
