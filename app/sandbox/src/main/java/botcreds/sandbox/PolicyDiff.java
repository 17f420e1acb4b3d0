package botcreds.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** What Remember did to the policy file. */
record PolicyDiff(String before, String after) {
    /** Returns a unified diff, or an empty text when nothing changed. */
    String unified() {
        RawText old = new RawText(before.getBytes(UTF_8));
        RawText young = new RawText(after.getBytes(UTF_8));
        EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, old, young);
        if (edits.isEmpty()) {
            return "";
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.setContext(2);
            formatter.format(edits, old, young);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return "--- policy.yaml before\n+++ policy.yaml now\n" + out.toString(UTF_8);
    }

    /** Whether there is one more line and every other line is as it was. */
    boolean addsOneLine() {
        List<String> old = before.lines().toList();
        List<String> young = after.lines().toList();
        if (young.size() != old.size() + 1) {
            return false;
        }
        int at = 0;
        while (at < old.size() && old.get(at).equals(young.get(at))) {
            at++;
        }
        return old.subList(at, old.size()).equals(young.subList(at + 1, young.size()));
    }
}
