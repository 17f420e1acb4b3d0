package botcreds.broker.setup;

import botcreds.broker.setup.Finding.Grade;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All findings, to be read by a human or by a program. For one thread. */
final class Report {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Finding> findings = new ArrayList<>();

    void add(Finding finding) {
        findings.add(finding);
    }

    void addAll(List<Finding> more) {
        findings.addAll(more);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** 0 when nothing failed, 1 otherwise. */
    int exitCode() {
        return count(Grade.FAIL) == 0 ? 0 : 1;
    }

    /** A line for each finding, and under what is not well a line with what to do. */
    List<String> lines() {
        int width =
                findings.stream().mapToInt(each -> each.about().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (Finding each : findings) {
            String[] says = visible(each.says()).split("\n", -1);
            lines.add(String.format(
                    Locale.ROOT, "%-5s %-" + Math.max(1, width) + "s  %s", word(each), each.about(), says[0]));
            for (int at = 1; at < says.length; at++) {
                lines.add(" ".repeat(width + 8) + says[at]);
            }
            if (!each.fix().isEmpty()) {
                lines.add(" ".repeat(width + 8) + "-> " + visible(each.fix()));
            }
        }
        lines.add("");
        lines.add(count(Grade.FAIL) + " failed, " + count(Grade.WARN) + " to look at, " + count(Grade.OK) + " well.");
        return lines;
    }

    String json() {
        ObjectNode whole = JSON.createObjectNode().put("ok", exitCode() == 0);
        var list = whole.putArray("checks");
        findings.forEach(each -> list.addObject()
                .put("check", each.about())
                .put("result", word(each))
                .put("message", each.says())
                .put("fix", each.fix()));
        return whole.toPrettyString();
    }

    private long count(Grade grade) {
        return findings.stream().filter(each -> each.grade() == grade).count();
    }

    private static String word(Finding finding) {
        return finding.grade().name().toLowerCase(Locale.ROOT);
    }

    /** Names come from GitHub and Slack; a terminal must not obey them. */
    private static String visible(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n]]|\\p{Cf}", "\uFFFD");
    }
}
