package botcreds.broker.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a commit's message says who made it.
 *
 * @param subject   the first line, 200 characters at most
 * @param bots      values of the trailer that names the bot, in order
 * @param coAuthors e-mail addresses of the co-author trailers, in lower case
 */
public record CommitMessage(String subject, List<String> bots, List<String> coAuthors) {
    private static final int LONGEST_SUBJECT = 200;
    private static final int MOST_TRAILERS = 100;
    private static final Pattern TRAILER = Pattern.compile("([A-Za-z0-9-]+)[ \\t]*:[ \\t]*(.*?)[ \\t]*");
    private static final Pattern ADDRESS = Pattern.compile("<([^<>]{3,320})>$");

    public CommitMessage {
        bots = List.copyOf(bots);
        coAuthors = List.copyOf(coAuthors);
    }

    /** Reads a whole message. Trailers stand in the last paragraph, which is not the first (git interpret-trailers). */
    public static CommitMessage read(String message) {
        List<String> lines = message.lines().map(String::stripTrailing).toList();
        int end = lines.size();
        while (end > 0 && lines.get(end - 1).isEmpty()) {
            end--;
        }
        int start = end;
        while (start > 0 && !lines.get(start - 1).isEmpty()) {
            start--;
        }
        List<String> bots = new ArrayList<>();
        List<String> coAuthors = new ArrayList<>();
        if (start > 0) {
            lines.subList(start, end).stream().limit(MOST_TRAILERS).forEach(line -> collect(line, bots, coAuthors));
        }
        String subject =
                lines.stream().filter(line -> !line.isEmpty()).findFirst().orElse("");
        return new CommitMessage(subject.substring(0, Math.min(subject.length(), LONGEST_SUBJECT)), bots, coAuthors);
    }

    private static void collect(String line, List<String> bots, List<String> coAuthors) {
        Matcher trailer = TRAILER.matcher(line);
        if (!trailer.matches()) {
            return;
        }
        String key = AsciiCase.fold(trailer.group(1));
        if (key.equals(AsciiCase.fold(Attribution.TRAILER))) {
            bots.add(trailer.group(2));
        } else if (key.equals(AsciiCase.fold(Attribution.CO_AUTHOR_TRAILER))) {
            Matcher address = ADDRESS.matcher(trailer.group(2));
            if (address.find()) {
                coAuthors.add(AsciiCase.fold(address.group(1)));
            }
        }
    }
}
