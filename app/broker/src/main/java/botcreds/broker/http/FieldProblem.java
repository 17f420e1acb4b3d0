package botcreds.broker.http;

/**
 * One field that is wrong.
 *
 * @param field its name as sent, {@code repos[3]} for an element
 */
record FieldProblem(String field, String detail, String hint) {}
