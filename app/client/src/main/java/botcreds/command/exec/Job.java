package botcreds.command.exec;

import botcreds.client.BrokerApi;
import botcreds.client.BrokerException;
import botcreds.command.config.Configuration;
import botcreds.command.config.Surroundings;
import botcreds.command.git.GitSettings;
import botcreds.command.git.GitSettings.Setting;
import botcreds.command.grants.Grant;
import botcreds.command.grants.GrantCache;
import botcreds.command.grants.Grants;
import botcreds.command.grants.JobMark;
import botcreds.command.grants.Wish;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One program with access of its own. What it and its children are given stands in a folder that only lives as long as the
 * job; when it ends, everything is revoked. After a kill -9 nothing is refreshed any more, so all ends with its token's ttl,
 * and the next job here revokes it even before.
 */
public final class Job {
    private final Surroundings surroundings;
    private final Configuration configuration;
    private final String command;

    /**
     * Starts nothing yet.
     *
     * @param command how a shell starts botcreds
     */
    public Job(Configuration configuration, String command) {
        this.surroundings = configuration.surroundings();
        this.configuration = configuration;
        this.command = command;
    }

    /** Runs the program and returns its exit code, which is 128 and the signal's number if one ended it. */
    public int run(List<String> program, Wish wish, boolean masked) throws IOException, InterruptedException {
        revokeAbandoned();
        JobFolder folder = JobFolder.create(surroundings, command);
        Grants grants = grants(folder);
        Thread emergency = new Thread(() -> end(grants, folder));
        Runtime.getRuntime().addShutdownHook(emergency);
        try {
            Grant grant = grants.get(wish);
            Process process = start(program, environment(grant, wish, folder), masked);
            return new Child(process, surroundings, masked).await();
        } finally {
            end(grants, folder);
            boolean unused = Runtime.getRuntime().removeShutdownHook(emergency);
        }
    }

    private Grants grants(JobFolder folder) {
        BrokerApi broker = configuration.asBot();
        return new Grants(GrantCache.in(folder.grants()), () -> broker, surroundings.clock());
    }

    private void revokeAbandoned() {
        for (JobFolder folder : JobFolder.abandoned(surroundings)) {
            end(grants(folder), folder);
        }
    }

    /** The job's own exit code is worth more than a broker that is away now: the token's ttl ends it all the same. */
    private void end(Grants grants, JobFolder folder) {
        try {
            grants.releaseAll();
        } catch (BrokerException away) {
            surroundings
                    .err()
                    .println("botcreds: the access could not be given back, it ends by itself. " + away.hint());
        }
        folder.delete();
    }

    private static Process start(List<String> program, Map<String, String> environment, boolean masked)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program).inheritIO();
        if (masked) {
            builder.redirectOutput(ProcessBuilder.Redirect.PIPE).redirectError(ProcessBuilder.Redirect.PIPE);
        }
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Map<String, String> environment(Grant grant, Wish wish, JobFolder folder) {
        Map<String, String> environment = new HashMap<>(surroundings.environment());
        environment.put("GH_TOKEN", grant.token());
        environment.put("GITHUB_TOKEN", grant.token());
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("BOTCREDS_URL", configuration.url());
        environment.put("BOTCREDS_CACHE", folder.grants().toString());
        environment.put("BOTCREDS_JOB", JobMark.ofThisProcess().text());
        environment.put("BOTCREDS_REPO", String.join(",", wish.need().repos()));
        environment.put("BOTCREDS_NEED", String.join(",", wish.need().permissions()));
        environment.put("BOTCREDS_REASON", wish.reason());
        environment.put("PATH", path(folder, environment.get("PATH")));
        List<Setting> settings = new ArrayList<>(GitSettings.helper(configuration.gitHubUrl(), command));
        settings.add(new Setting("core.hooksPath", folder.hooks().toString()));
        GitSettings.append(settings, environment);
        return environment;
    }

    private static String path(JobFolder folder, @Nullable String before) {
        return before == null ? folder.bin().toString() : folder.bin() + File.pathSeparator + before;
    }
}
