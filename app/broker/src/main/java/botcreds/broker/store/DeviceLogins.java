package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Devices that ask to be signed in as somebody. The code that the device keeps is here by its hash only. */
public final class DeviceLogins {
    private static final String SELECT = "SELECT login_id, device_sha256, user_code, host, os_user, client_ip, state,"
            + " human_id, human_name, created_at, expires_at FROM device_login";

    private final Sql sql;

    DeviceLogins(Sql sql) {
        this.sql = sql;
    }

    /** WAITING until a human answers; TAKEN once the device has its token. */
    public enum State {
        WAITING,
        CONFIRMED,
        DECLINED,
        TAKEN
    }

    /**
     * One device's question.
     *
     * @param id           what a button carries
     * @param deviceSha256 SHA-256 of the code that the device keeps, hex in lower case
     * @param userCode     what the human types, without its dash
     * @param host         as the device says; nobody has checked it
     * @param osUser       likewise
     * @param clientIp     where the question came from
     * @param humanId      who typed the code, once somebody did; nobody else can answer then
     */
    public record Login(
            String id,
            String deviceSha256,
            String userCode,
            String host,
            String osUser,
            String clientIp,
            State state,
            Optional<String> humanId,
            Optional<String> humanName,
            Instant createdAt,
            Instant expiresAt) {}

    public void add(Login login) {
        sql.update(
                "INSERT INTO device_login (login_id, device_sha256, user_code, host, os_user, client_ip, state,"
                        + " created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                login.id(),
                login.deviceSha256(),
                login.userCode(),
                login.host(),
                login.osUser(),
                login.clientIp(),
                login.state(),
                login.createdAt(),
                login.expiresAt());
    }

    /** Also one whose time is over: whoever asks compares {@code expiresAt} with now. So do the next two. */
    public Optional<Login> byDevice(String sha256) {
        return sql.first(SELECT + " WHERE device_sha256 = ?", DeviceLogins::login, sha256);
    }

    public Optional<Login> byUserCode(String code) {
        return sql.first(SELECT + " WHERE user_code = ?", DeviceLogins::login, code);
    }

    public Optional<Login> byId(String id) {
        return sql.first(SELECT + " WHERE login_id = ?", DeviceLogins::login, id);
    }

    /** Notes who typed the code; false if somebody else did before. */
    public boolean claim(Login login, String humanId, String humanName) {
        return sql.update(
                        "UPDATE device_login SET human_id = ?, human_name = ?"
                                + " WHERE login_id = ? AND state = ? AND (human_id IS NULL OR human_id = ?)",
                        humanId,
                        humanName,
                        login.id(),
                        State.WAITING,
                        humanId)
                == 1;
    }

    /** Goes on from the state that was read; false if someone else was faster or the time is over. */
    public boolean become(Login login, State next, Instant now) {
        return sql.update(
                        "UPDATE device_login SET state = ?"
                                + " WHERE login_id = ? AND state = ? AND human_id = ? AND expires_at > ?",
                        next,
                        login.id(),
                        login.state(),
                        login.humanId(),
                        now)
                == 1;
    }

    public int countOpen(Instant now) {
        return sql.first(
                        "SELECT COUNT(*) AS open FROM device_login WHERE expires_at > ?",
                        row -> row.getInt("open"),
                        now)
                .orElse(0);
    }

    /** Forgets those whose time was over at that moment. */
    public void purge(Instant before) {
        sql.update("DELETE FROM device_login WHERE expires_at <= ?", before);
    }

    private static Login login(ResultSet row) throws SQLException {
        return new Login(
                row.getString("login_id"),
                row.getString("device_sha256"),
                row.getString("user_code"),
                row.getString("host"),
                row.getString("os_user"),
                row.getString("client_ip"),
                State.valueOf(row.getString("state")),
                Columns.textIfAny(row, "human_id"),
                Columns.textIfAny(row, "human_name"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"));
    }
}
