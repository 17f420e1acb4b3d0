package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads one row where the cursor stands. */
@FunctionalInterface
interface Row<T> {
    T read(ResultSet row) throws SQLException;
}
