package botcreds.command.output;

/**
 * One column of a table.
 *
 * @param field     the field of the row's JSON
 * @param fullField what stands there for a program instead; differs for ids, which are short for people
 */
public record Column(String header, String field, String fullField, boolean isTime) {
    public static Column text(String header, String field) {
        return new Column(header, field, field, false);
    }

    /** RFC 3339 in the row; people read how long ago or how soon it is. */
    public static Column time(String header, String field) {
        return new Column(header, field, field, true);
    }

    public static Column id(String header, String shortField, String fullField) {
        return new Column(header, shortField, fullField, false);
    }
}
