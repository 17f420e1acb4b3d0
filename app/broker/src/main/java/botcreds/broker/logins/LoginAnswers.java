package botcreds.broker.logins;

import botcreds.broker.model.Allowances;
import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.store.DeviceLogins.Login;
import botcreds.broker.store.DeviceLogins.State;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import botcreds.broker.store.Work;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The human's half of signing in from a terminal: they type the code that it shows, are asked whether they started this, and
 * say yes or no. Whoever types the code first is the only one who can answer. Thread-safe; each call may block for a commit.
 */
public final class LoginAnswers {
    private static final Pattern CODE =
            Pattern.compile("[" + LoginSecrets.LETTERS + "]{" + LoginSecrets.CODE_LENGTH + "}");

    /** Nobody hits one of 20^8 codes with so few tries, nor does a whole workspace. */
    private static final int TRIES_AT_ONCE = 5;

    private static final Duration NEXT_TRY = Duration.ofMinutes(2);
    private static final int TRIES_OF_ALL_AT_ONCE = 60;
    private static final Duration NEXT_TRY_OF_ALL = Duration.ofSeconds(5);

    private final Store store;
    private final TokenHolders holders;
    private final Allowances tries;
    private final Allowances triesOfAll;

    /** @param nanoTime a clock that never goes back, such as {@link System#nanoTime} */
    public LoginAnswers(Store store, TokenHolders holders, LongSupplier nanoTime) {
        this.store = store;
        this.holders = holders;
        this.tries = new Allowances(TRIES_AT_ONCE, NEXT_TRY, nanoTime);
        this.triesOfAll = new Allowances(TRIES_OF_ALL_AT_ONCE, NEXT_TRY_OF_ALL, nanoTime);
    }

    /** Takes a code as somebody typed it, and gives back what they are to answer, or why there is nothing to answer. */
    public LoginReply typed(String text, Human human) {
        String code = AsciiCase.fold(text).replaceAll("[^a-z]", "");
        if (!CODE.matcher(code).matches()) {
            return LoginReply.no("That is no code for signing in. It has eight letters, such as BCDF-GHJK, and is shown"
                    + " by the terminal where you type: botcreds login");
        }
        if (!tries.take(human.id()) || !triesOfAll.take("")) {
            return LoginReply.no("Too many codes were tried. Wait two minutes, then type: botcreds login");
        }
        return written(tx -> claimed(tx, code, human));
    }

    /** Takes the answer. It counts once, from who typed the code, while the code lives. */
    public LoginReply answered(String id, Human human, boolean yes) {
        return written(tx -> {
            Optional<Login> asked = tx.deviceLogins()
                    .byId(id)
                    .filter(login -> login.state() == State.WAITING)
                    .filter(login -> login.humanId().equals(Optional.of(human.id())))
                    .filter(login -> tx.deviceLogins().become(login, yes ? State.CONFIRMED : State.DECLINED, tx.now()));
            return asked.map(login -> yes ? confirmed(login) : declined(tx, login, human))
                    .orElseGet(() -> LoginReply.no("This question is over, and this click has signed nobody in. To"
                            + " sign in, type in your terminal: botcreds login"));
        });
    }

    /** Signs a human out of every terminal and browser, at their own word. */
    public LoginReply signOut(Human human) {
        var ended = holders.signOutEverywhere(human.id(), human);
        if (ended.isEmpty()) {
            return unwritable();
        }
        return LoginReply.done(
                switch (ended.getAsInt()) {
                    case 0 -> "You were not signed in from any terminal or browser.";
                    case 1 -> "You are signed out of the one terminal or browser that acted as you.";
                    default ->
                        "You are signed out of all " + ended.getAsInt() + " terminals and browsers that acted as you.";
                });
    }

    private static LoginReply claimed(Transaction tx, String code, Human human) {
        Optional<Login> found = tx.deviceLogins()
                .byUserCode(code)
                .filter(login -> login.state() == State.WAITING)
                .filter(login -> login.expiresAt().isAfter(tx.now()));
        if (found.isEmpty()) {
            refused(tx, human, "a code that no terminal waits with", Map.of());
            return LoginReply.no("No terminal waits with this code: it was used, is older than ten minutes, or is"
                    + " mistyped. For a new one type in your terminal: botcreds login");
        }
        Login login = found.get();
        if (!tx.deviceLogins().claim(login, human.id(), human.name())) {
            refused(tx, human, "a code that somebody else had typed", Logins.about(login));
            return LoginReply.no("Somebody else has typed this code. Start again with botcreds login, and show the code"
                    + " to nobody.");
        }
        return LoginReply.ask(new LoginQuestion(
                login.id(), login.host(), login.osUser(), login.clientIp(), login.createdAt(), login.expiresAt()));
    }

    private static LoginReply confirmed(Login login) {
        return LoginReply.done("The botcreds command on " + login.host() + " acts as you for the next "
                + Logins.TOKEN_LIFE.toHours()
                + " hours. To end that earlier, type botcreds logout there, or /botcreds logout here.");
    }

    private static LoginReply declined(Transaction tx, Login login, Human human) {
        refused(tx, human, "the human had not started it", Logins.about(login));
        return LoginReply.done("Nobody was signed in. If someone gave you that code, they tried to act as you: tell"
                + " whoever looks after the broker. They asked from " + login.clientIp() + ".");
    }

    private static void refused(Transaction tx, Human human, String why, Map<String, String> about) {
        Map<String, String> detail = new HashMap<>(about);
        detail.put("actor", human.id());
        detail.put("actor_name", human.name());
        detail.put("detail", why);
        tx.audit().append(AuditEvent.of(AuditEvent.Type.LOGIN_REFUSED, detail));
    }

    private LoginReply written(Work<LoginReply> work) {
        try {
            return store.writeNow(work);
        } catch (StoreUnavailable away) {
            return away.mayBeKept()
                    ? LoginReply.no(
                            "The database was lost while the broker wrote this down, so it may be done and may not. If"
                                    + " the terminal is not signed in within a minute, start again with botcreds login.")
                    : unwritable();
        }
    }

    private static LoginReply unwritable() {
        return LoginReply.no("The broker cannot write its records now, so nothing was changed. Try again in a minute.");
    }
}
