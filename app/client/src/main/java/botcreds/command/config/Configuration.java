package botcreds.command.config;

import botcreds.client.BrokerApi;
import botcreds.client.BrokerClient;
import botcreds.client.BrokerClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the command was told: the environment ({@code BOTCREDS_URL}) goes before the settings file ({@code url}), and an
 * option before both. Thread-safe.
 */
public final class Configuration {
    /** git and an editor wait for the answer; a broker that is being restarted is back within this. */
    private static final Duration RETRY = Duration.ofSeconds(15);

    private final Surroundings surroundings;
    private final Map<String, String> options;
    private final Map<String, Map<String, String>> file = new ConcurrentHashMap<>();

    /**
     * Reads nothing yet.
     *
     * @param options what the command line said, by the names of the settings file
     */
    public Configuration(Surroundings surroundings, Map<String, String> options) {
        this.surroundings = surroundings;
        this.options = Map.copyOf(options);
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    /** {@code $BOTCREDS_CONFIG}, or {@code botcreds/config.yaml} where the XDG rules put it. */
    public Path file() {
        return surroundings.variable("BOTCREDS_CONFIG").map(Path::of).orElseGet(() -> folder().resolve("config.yaml"));
    }

    /** Where the command keeps what is not secret and not lost on restart. */
    public Path folder() {
        return surroundings
                .variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElse(surroundings.home().resolve(".config"))
                .resolve("botcreds");
    }

    /** A setting by its name in the file. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(options.get(name))
                .or(() -> surroundings.variable("BOTCREDS_" + name.toUpperCase(Locale.ROOT)))
                .or(() -> Optional.ofNullable(file.computeIfAbsent("", once -> ConfigFile.read(file()))
                        .get(name)));
    }

    /** Where the broker is; without a word about it, the one that somebody signed in to last. */
    public String url() {
        return setting("url")
                .or(() -> tokens().currentUrl())
                .map(text -> text.replaceAll("/+$", ""))
                .orElseThrow(() -> CommandFailure.usage(
                        "It is not known where the broker is.",
                        "Set BOTCREDS_URL, use --url, or write 'url: https://…' into " + file() + "."));
    }

    /** GitHub's address for git and browsers, without a slash at the end. */
    public String gitHubUrl() {
        return setting("github_url").orElse("https://github.com").replaceAll("/+$", "");
    }

    /** The bot's key; empty for a bot that is known by its certificate or its tailnet. */
    public Optional<String> apiKey() {
        return secret("api_key");
    }

    /** What a human signed in with, if anybody did; without it the bot's key is used. */
    public Optional<String> token() {
        return secret("token")
                .or(() -> tokens().living(url(), surroundings.clock().instant()));
    }

    /** What {@code botcreds login} keeps. */
    public TokenFile tokens() {
        return new TokenFile(folder());
    }

    /** The API as nobody in particular, for signing in. */
    public BrokerApi asNobody() {
        return at().retryFor(RETRY).buildApi();
    }

    /** The value, or the content of the file that {@code NAME_FILE} or the settings file names. */
    private Optional<String> secret(String name) {
        return surroundings
                .variable("BOTCREDS_" + name.toUpperCase(Locale.ROOT))
                .or(() -> setting(name + "_file").map(path -> SecretFile.read(Path.of(path))));
    }

    /** The API as this bot. */
    public BrokerApi asBot() {
        BrokerClientBuilder builder = at().retryFor(RETRY);
        return apiKey().map(key -> keyed(builder, key)).orElse(builder).buildApi();
    }

    /** The API as the human whose token this is. */
    public BrokerApi asHuman() {
        String token = token().orElseThrow(() ->
                new CommandFailure(ExitCode.NOT_ALLOWED, "You are not signed in.", "Run 'botcreds login'."));
        return keyed(at().retryFor(RETRY), token).buildApi();
    }

    private BrokerClientBuilder at() {
        try {
            return BrokerClient.at(url());
        } catch (IllegalArgumentException malformed) {
            throw CommandFailure.usage("The broker's URL is not valid.", malformed.getMessage() + ".");
        }
    }

    private static BrokerClientBuilder keyed(BrokerClientBuilder builder, String key) {
        try {
            return builder.apiKey(key);
        } catch (IllegalArgumentException malformed) {
            throw CommandFailure.usage("The key for the broker is not valid.", malformed.getMessage() + ".");
        }
    }
}
