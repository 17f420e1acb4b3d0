package botcreds.broker;

import botcreds.broker.errands.Alerts;
import botcreds.broker.model.Secret;
import botcreds.broker.policy.FileWatcher;
import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.SecretFiles;
import botcreds.broker.settings.SlackSettings;
import botcreds.broker.slack.SlackEdge;
import botcreds.broker.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slack's bot token and signing secret, read again when their files change. Only their form is looked at: whether Slack takes
 * them shows with the next call. What cannot be used leaves the old one in use.
 */
final class SlackSecrets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlackSecrets.class);

    private final Store store;
    private final Alerts alerts;
    private final List<FileWatcher> watchers = new ArrayList<>();

    SlackSecrets(Store store, Alerts alerts) {
        this.store = store;
        this.alerts = alerts;
    }

    void watch(SlackSettings settings, SlackEdge slack) {
        watch(settings.botTokenFiles(), settings.botToken().sha256(), token -> {
            slack.useBotToken(token);
            return "";
        });
        settings.signingSecret()
                .ifPresent(secret -> watch(settings.signingSecretFiles(), secret.sha256(), fresh -> {
                    String problem = SlackSettings.signingSecretProblem(fresh);
                    if (problem.isEmpty()) {
                        slack.useSigningSecret(fresh);
                    }
                    return problem;
                }));
    }

    private void watch(SecretFiles files, String atStart, Function<Secret, String> use) {
        if (!files.files().isEmpty()) {
            FileWatcher watcher = new FileWatcher("slack-secret-watch", files.files(), new Look(files, atStart, use));
            watchers.add(watcher);
            watcher.start();
        }
    }

    /** One look after a change; on the watcher's thread. */
    private final class Look implements Runnable {
        private final SecretFiles files;
        private final Function<Secret, String> use;
        private String judged;
        private String refused = "";

        private Look(SecretFiles files, String atStart, Function<Secret, String> use) {
            this.files = files;
            this.judged = atStart;
            this.use = use;
        }

        @Override
        public void run() {
            String problem;
            try {
                Secret secret = files.read();
                if (secret.sha256().equals(judged)) {
                    return;
                }
                judged = secret.sha256();
                String why = use.apply(secret);
                problem = why.isEmpty() ? "" : files.setting() + ": " + why;
            } catch (BadSettings unreadable) {
                judged = "";
                problem = String.valueOf(unreadable.getMessage());
            }
            if (problem.isEmpty()) {
                LOG.info("{} was read again and counts now.", files.setting());
            } else if (!problem.equals(refused)) {
                tell(problem);
            }
            refused = problem;
        }
    }

    private void tell(String problem) {
        LOG.error("A changed secret for Slack was refused; the old one stays in use. {}", problem);
        var unused = store.write(tx -> {
                    alerts.raise(tx, "A changed secret for Slack was refused; the old one stays in use", problem);
                    return true;
                })
                .whenComplete((told, failed) -> {
                    if (failed != null) {
                        LOG.error("Nobody could be told of it.", failed);
                    }
                });
    }

    @Override
    public void close() {
        watchers.forEach(FileWatcher::stop);
    }
}
