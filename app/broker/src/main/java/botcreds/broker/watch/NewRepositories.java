package botcreds.broker.watch;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditEvent.Recorded;
import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells when a bot asks for a repository it was never given credentials for. A bot that was never given any is new itself and
 * causes nothing, and neither does what hangs as a card before a human anyway. What was used is a table of its own. For one thread.
 */
final class NewRepositories {
    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_NAMED = 10;

    private final Store store;
    private final PolicyFile policyFile;
    private final BotLabels bots;
    private final Bell bell;
    /** Saves the database the same questions; the oldest fall out. */
    private final Map<Use, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Use, Boolean> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    NewRepositories(Store store, PolicyFile policyFile, BotLabels bots, Bell bell) {
        this.store = store;
        this.policyFile = policyFile;
        this.bots = bots;
        this.bell = bell;
    }

    private record Use(BotId bot, String repository) {}

    void look(List<Recorded> rows) {
        List<Use> used = new ArrayList<>();
        Map<BotId, Set<String>> asked = new LinkedHashMap<>();
        // A request and the wish for an approval are appended by one unit of work, so they are in the same rows.
        Set<RequestId> shown = rows.stream()
                .map(Recorded::event)
                .filter(event -> event.type() == AuditEvent.Type.APPROVAL_REQUESTED)
                .flatMap(event -> event.request().stream())
                .collect(Collectors.toSet());
        for (Recorded row : rows) {
            AuditEvent event = row.event();
            if (event.type() == AuditEvent.Type.CREDENTIAL_ISSUED) {
                uses(event).stream().filter(use -> known.put(use, true) == null).forEach(used::add);
            } else if (event.type() == AuditEvent.Type.CREDENTIAL_REQUESTED
                    && event.request().filter(shown::contains).isEmpty()) {
                uses(event).stream()
                        .filter(use -> !known.containsKey(use))
                        .forEach(use -> asked.computeIfAbsent(use.bot(), bot -> new TreeSet<>())
                                .add(use.repository()));
            }
        }
        asked.forEach(this::compare);
        if (!used.isEmpty()) {
            store.writeNow(tx -> {
                used.forEach(use -> tx.usedRepositories().add(use.bot(), use.repository()));
                return true;
            });
        }
    }

    private void compare(BotId bot, Set<String> asked) {
        List<String> fresh = store.read(tx -> {
            boolean isNew = tx.usedRepositories().count(bot) == 0;
            return isNew
                    ? List.<String>of()
                    : asked.stream()
                            .filter(name -> !tx.usedRepositories().contains(bot, name))
                            .toList();
        });
        asked.stream()
                .filter(name -> !fresh.contains(name))
                .map(name -> new Use(bot, name))
                .filter(use -> store.<Boolean>read(tx -> tx.usedRepositories().contains(use.bot(), use.repository())))
                .forEach(use -> known.put(use, true));
        if (!fresh.isEmpty() && policyFile.current().alerts().newRepository()) {
            bell.ring(Alarm.NEW_REPOSITORY, bots.of(bot), message(bot, fresh), fresh.size());
        }
    }

    private static Bell.Message message(BotId bot, List<String> fresh) {
        String named = String.join(", ", fresh.subList(0, Math.min(fresh.size(), MOST_NAMED)))
                + (fresh.size() > MOST_NAMED ? " and " + (fresh.size() - MOST_NAMED) + " more" : "");
        return new Bell.Message(
                bot + " asks for a repository it never used before",
                "It asked for " + named + "; until now it was never given credentials for "
                        + (fresh.size() == 1 ? "it" : "them")
                        + ". The policy decides as always. If this is its new work,"
                        + " there is nothing to do. If not, find out who told the bot to, deny the repository in the"
                        + " policy, or stop the bot with /botcreds lockdown " + bot + ".");
    }

    private static List<Use> uses(AuditEvent event) {
        if (event.bot().isEmpty()) {
            return List.of();
        }
        List<Use> uses = new ArrayList<>();
        for (String name : event.detail().getOrDefault("repo", "").split(" ", -1)) {
            if (!name.isEmpty()) {
                uses.add(new Use(event.bot().get(), botcreds.broker.model.AsciiCase.fold(name)));
            }
        }
        return uses;
    }
}
