package botcreds.sandbox.github;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Organizations and users. Logins compare without regard to case. Safe for many threads. */
public final class Accounts {
    private final Map<String, Account> byLogin = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(9000);

    Accounts(Account bot) {
        byLogin.put(key(bot.login()), bot);
    }

    /** Returns the account of this login; an unknown one becomes an organization. */
    public Account organization(String login) {
        return byLogin.computeIfAbsent(
                key(login), unknown -> new Account(ids.incrementAndGet(), login, Account.ORGANIZATION));
    }

    /** Returns the account of this login; an unknown one becomes a user. */
    public Account user(String login) {
        return byLogin.computeIfAbsent(key(login), unknown -> new Account(ids.incrementAndGet(), login, Account.USER));
    }

    Optional<Account> find(String login) {
        return Optional.ofNullable(byLogin.get(key(login)));
    }

    private static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }
}
