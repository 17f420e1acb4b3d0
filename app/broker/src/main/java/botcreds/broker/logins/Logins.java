package botcreds.broker.logins;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.FreshKey;
import botcreds.broker.model.Ids;
import botcreds.broker.model.Secret;
import botcreds.broker.store.DeviceLogins.Login;
import botcreds.broker.store.DeviceLogins.State;
import botcreds.broker.store.HumanTokens;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The terminal's half of signing in (RFC 8628): it asks for a code, its human types that code where they are signed in
 * already and is asked whether they started this, and on a yes the terminal gets a token that acts as them. The human's
 * half is {@link LoginAnswers}. Thread-safe; each call may block for a commit.
 */
public final class Logins {
    /** How long a code can be answered. */
    static final Duration CODE_LIFE = Duration.ofMinutes(10);

    /** How long a terminal stays signed in. */
    static final Duration TOKEN_LIFE = Duration.ofHours(12);

    /** Codes that can be answered at one time; more are no sign of many people at work. */
    private static final int MOST_OPEN = 200;

    private static final int ID_LENGTH = 32;

    private final Store store;
    private final Ids ids;
    private final LoginSecrets secrets;
    private final TokenHolders holders;
    private final LoginPace pace = new LoginPace();

    public Logins(Store store, Ids ids, LoginSecrets secrets, TokenHolders holders) {
        this.store = store;
        this.ids = ids;
        this.secrets = secrets;
        this.holders = holders;
    }

    /**
     * What a terminal needs to go on.
     *
     * @param deviceCode what it keeps to itself
     * @param userCode   what its human is to type, with a dash in the middle
     * @param life       how long that can be done
     * @param interval   how long to wait between two questions
     */
    public record Begun(Secret deviceCode, String userCode, Duration life, Duration interval) {}

    /**
     * Begins, for anybody; that is no more than a question so far.
     *
     * @param host what the terminal says of itself, as is {@code osUser}; both are shown as unchecked
     * @return empty when too many codes wait for an answer, or the broker cannot write now
     */
    public Optional<Begun> begin(String host, String osUser, String clientIp) {
        FreshKey device = secrets.deviceCode();
        try {
            return store.writeNow(tx -> {
                tx.deviceLogins().purge(tx.now());
                if (tx.deviceLogins().countOpen(tx.now()) >= MOST_OPEN) {
                    return Optional.empty();
                }
                Login login = new Login(
                        ids.shortId(ID_LENGTH),
                        device.sha256(),
                        freeCode(tx),
                        host,
                        osUser,
                        clientIp,
                        State.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        tx.now(),
                        tx.now().plus(CODE_LIFE));
                tx.deviceLogins().add(login);
                return Optional.of(new Begun(device.text(), shown(login.userCode()), CODE_LIFE, LoginPace.INTERVAL));
            });
        } catch (StoreUnavailable away) {
            return Optional.empty();
        }
    }

    /** Gives the terminal its token, once, when its human has said yes. */
    public SignIn collect(Secret deviceCode, String clientIp) {
        String device = deviceCode.sha256Hex();
        try {
            Optional<Seen> seen = store.read(tx -> tx.deviceLogins()
                    .byDevice(device)
                    .filter(login -> login.expiresAt().isAfter(tx.now()))
                    .map(login -> new Seen(login.state(), tx.now())));
            return seen.map(each -> answer(each, device, clientIp)).orElseGet(() -> SignIn.of(SignIn.Code.EXPIRED));
        } catch (StoreUnavailable away) {
            return SignIn.of(SignIn.Code.UNAVAILABLE);
        }
    }

    private record Seen(State state, Instant at) {}

    private SignIn answer(Seen seen, String device, String clientIp) {
        return switch (seen.state()) {
            case WAITING -> waiting(pace.ask(device, seen.at()));
            case CONFIRMED -> signIn(device, clientIp);
            case DECLINED -> SignIn.of(SignIn.Code.DECLINED);
            case TAKEN -> SignIn.of(SignIn.Code.EXPIRED);
        };
    }

    private static SignIn waiting(LoginPace.Beat beat) {
        SignIn.Code code = beat.tooFast() ? SignIn.Code.SLOW_DOWN : SignIn.Code.PENDING;
        return new SignIn(code, beat.interval(), Optional.empty());
    }

    private SignIn signIn(String device, String clientIp) {
        FreshKey fresh = secrets.token();
        Optional<HumanTokens.Token> made = store.writeNow(tx -> tx.deviceLogins()
                .byDevice(device)
                .filter(login -> login.state() == State.CONFIRMED)
                .filter(login -> tx.deviceLogins().become(login, State.TAKEN, tx.now()))
                .map(login -> add(tx, login, fresh, clientIp)));
        holders.changed();
        return made.map(token -> signedIn(token, fresh.text())).orElseGet(() -> SignIn.of(SignIn.Code.EXPIRED));
    }

    private HumanTokens.Token add(Transaction tx, Login login, FreshKey fresh, String clientIp) {
        HumanTokens.Token token = new HumanTokens.Token(
                "login_" + ids.shortId(ID_LENGTH),
                login.humanId().orElseThrow(),
                login.humanName().orElseThrow(),
                fresh.sha256(),
                login.host(),
                tx.now(),
                tx.now().plus(TOKEN_LIFE));
        tx.humanTokens().purge(tx.now());
        tx.humanTokens().add(token);
        Map<String, String> detail = new HashMap<>(about(login));
        detail.put("actor", token.humanId());
        detail.put("actor_name", token.name());
        detail.put("login_id", token.id());
        detail.put("client_ip", clientIp);
        detail.put("expires_at", token.expiresAt().toString());
        tx.audit().append(AuditEvent.of(AuditEvent.Type.LOGGED_IN, detail));
        return token;
    }

    private static SignIn signedIn(HumanTokens.Token token, Secret secret) {
        return new SignIn(
                SignIn.Code.SIGNED_IN,
                LoginPace.INTERVAL,
                Optional.of(new SignIn.Token(
                        token.id(), secret, token.humanId(), token.name(), token.expiresAt(), TOKEN_LIFE)));
    }

    /** What the audit log says of a terminal. */
    static Map<String, String> about(Login login) {
        return Map.of("host", login.host(), "os_user", login.osUser(), "asked_from", login.clientIp());
    }

    private String freeCode(Transaction tx) {
        String code = secrets.userCode();
        while (tx.deviceLogins().byUserCode(code).isPresent()) {
            code = secrets.userCode();
        }
        return code;
    }

    private static String shown(String code) {
        int middle = code.length() / 2;
        return (code.substring(0, middle) + "-" + code.substring(middle)).toUpperCase(Locale.ROOT);
    }
}
