package botcreds.broker.policy;

import botcreds.broker.model.Level;
import botcreds.broker.model.Repository;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One rule of one bot.
 *
 * @param list    where it stands, for example {@code bots.machina-bot.deny}
 * @param index   0-based place in that list
 * @param line    1-based line of the file
 * @param expires the last day it counts, UTC
 * @param asking  what it says about who is asked; nothing for other rules
 */
record Rule(
        String list,
        int index,
        int line,
        RepositoryPattern repositories,
        PermissionTerms permissions,
        Optional<LocalDate> expires,
        Optional<Duration> maxTtl,
        Asking asking) {
    /**
     * Who is asked, where, and for how long, and who else is told.
     *
     * @param approvals how many humans; the bot's and the file's words count where this rule has none
     */
    record Asking(
            Optional<Approvers> approvers,
            OptionalInt approvals,
            Optional<String> channel,
            Optional<Duration> timeout,
            Notify told) {
        static final Asking NOTHING =
                new Asking(Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Notify.NOTHING);
    }

    boolean isAlive(LocalDate day) {
        return expires.isEmpty() || !expires.get().isBefore(day);
    }

    /** Returns the first of the permissions that this rule, as a deny or a demand for approval, reaches. */
    Optional<Map.Entry<String, Level>> reached(Map<String, Level> asked) {
        return asked.entrySet().stream()
                .filter(each -> permissions.reaches(each.getKey(), each.getValue()))
                .findFirst();
    }

    /** Explains the rule for one repository, and one permission where permissions played a part. */
    RuleRef explain(String word, Repository repository, Map.Entry<String, Level> permission) {
        String pattern = repositories.equals(RepositoryPattern.ALL) ? "" : "\"" + repositories.written() + "\"";
        boolean everything = permissions.words().isEmpty();
        String asked = everything
                ? repository.fullName()
                : repository.fullName() + " " + permission.getKey() + ":"
                        + permission.getValue().word();
        String terms = everything ? "" : String.join(", ", permissions.words());
        String by = pattern.isEmpty() ? terms : terms.isEmpty() ? pattern : pattern + " with " + terms;
        return ref(word + ": " + asked + " is matched by " + (by.isEmpty() ? "a rule for everything" : by));
    }

    RuleRef ref(String why) {
        return new RuleRef(list + "[" + index + "]", line, why);
    }
}
