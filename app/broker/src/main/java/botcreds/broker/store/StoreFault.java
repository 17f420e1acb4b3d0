package botcreds.broker.store;

/**
 * The database is there and refused a statement, for example because a row with that name exists. The message tells the
 * SQLSTATE only: the driver's text, which is the cause, can hold values of rows and belongs in no answer.
 */
public final class StoreFault extends RuntimeException {
    private final String sqlState;

    StoreFault(String sqlState, Throwable cause) {
        super("the database refused a statement (SQLSTATE " + sqlState + ")", cause);
        this.sqlState = sqlState;
    }

    /** Tells whether a row with that name exists already (SQLSTATE 23505 on H2 and PostgreSQL). */
    public boolean isDuplicate() {
        return sqlState.equals("23505");
    }

    /** Tells whether the database's user lacks the right (42501 on PostgreSQL, 90096 on H2). */
    public boolean isForbidden() {
        return sqlState.equals("42501") || sqlState.equals("90096");
    }
}
