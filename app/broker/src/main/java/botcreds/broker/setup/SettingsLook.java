package botcreds.broker.setup;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.KeyCheck;
import botcreds.broker.settings.SettingsFile;
import botcreds.broker.settings.SettingsParts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings as the broker would read them, and whatever is wrong with them. No network.
 *
 * @param variables what they were read from; the environment alone when the file of the settings cannot be read
 */
record SettingsLook(Map<String, String> variables, SettingsParts parts, List<Finding> findings) {
    private static final String ABOUT = "settings";
    private static final String CORRECT = "correct it in the file of the settings, or in the environment";

    SettingsLook {
        variables = Map.copyOf(variables);
        findings = List.copyOf(findings);
    }

    /**
     * @param named the file of the settings, if an argument names it
     * @param check looks into the App's key
     */
    static SettingsLook at(Map<String, String> environment, Optional<String> named, KeyCheck check) {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> variables = environment;
        try {
            Optional<Path> file = SettingsFile.named(environment, named);
            if (file.isPresent()) {
                SettingsFile read = SettingsFile.look(file.get());
                read.problems().forEach(each -> findings.add(wrong(each)));
                variables = read.under(environment);
            }
        } catch (BadSettings unreadable) {
            unreadable.problems().forEach(each -> findings.add(wrong(each)));
        }
        SettingsParts parts = SettingsParts.read(variables, check);
        parts.problems().forEach(each -> findings.add(wrong(each)));
        parts.warnings().forEach(each -> findings.add(odd(each)));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    ABOUT, "whole" + named.map(file -> ", from " + file).orElse("")));
        }
        return new SettingsLook(variables, parts, findings);
    }

    /** Without GitHub's address the usual one counts. */
    String webHost() {
        return parts.github().map(each -> each.webHost()).orElse("github.com");
    }

    private static Finding wrong(String sentence) {
        int end = sentence.indexOf("; ");
        return end < 0
                ? Finding.fail(ABOUT, sentence, CORRECT)
                : Finding.fail(ABOUT, sentence.substring(0, end), sentence.substring(end + 2));
    }

    private static Finding odd(String sentence) {
        int end = sentence.indexOf("; ");
        return end < 0
                ? Finding.warn(ABOUT, sentence, CORRECT)
                : Finding.warn(ABOUT, sentence.substring(0, end), sentence.substring(end + 2));
    }
}
