package botcreds.broker.policy;

import java.util.List;

/** Shows the lines in which two texts differ that are alike before and after one place, which a splice always is. */
final class Diff {
    private Diff() {}

    static String of(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        int most = Math.min(old.size(), now.size());
        int head = 0;
        while (head < most && old.get(head).equals(now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        StringBuilder diff = new StringBuilder("@@ line " + (head + 1) + " @@");
        old.subList(head, old.size() - tail).forEach(line -> diff.append("\n-").append(line));
        now.subList(head, now.size() - tail).forEach(line -> diff.append("\n+").append(line));
        return diff.toString();
    }
}
