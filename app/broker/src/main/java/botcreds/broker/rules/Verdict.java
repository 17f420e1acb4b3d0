package botcreds.broker.rules;

/**
 * What policy would say of an ask, without asking.
 *
 * @param decision {@code auto_approve}, {@code requires_approval} or {@code deny}
 * @param rule     which rule, with its line
 * @param why      one sentence
 * @param hint     what to ask for instead, or what to do next
 */
public record Verdict(String decision, String rule, String why, String hint) {}
