package botcreds.broker.http;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the body of what a human wants done, and does it only if all of that was good. */
final class HumanBody {
    /** The field that asks for a look instead of the deed; the same everywhere. */
    static final String DRY_RUN = "dry_run";

    private static final int LONGEST_REASON = 500;

    private HumanBody() {}

    /** Reads what a deed needs, and returns the deed itself. */
    interface Reading {
        Supplier<Reply> read(Fields fields, Human human);
    }

    static Optional<Reply> answer(Door<Human> door, Exchange exchange, Set<String> known, Reading reading) {
        return door.pass(exchange, human -> Optional.of(answer(exchange, known, reading, human)));
    }

    /** The same for what only ends something, which never waits for Slack: what policy gives to the bare id is enough. */
    static Optional<Reply> stop(Door<Human> door, Exchange exchange, Set<String> known, Reading reading) {
        return door.pass(
                exchange,
                human -> Optional.of(answer(exchange, known, reading, human)),
                claimed -> claimed.map(human -> answer(exchange, known, reading, human)));
    }

    private static Reply answer(Exchange exchange, Set<String> known, Reading reading, Human human) {
        return exchange.optionalBody()
                .then(body -> {
                    Fields fields = new Fields(body, known);
                    Supplier<Reply> deed = reading.read(fields, human);
                    return fields.problems().isEmpty()
                            ? Parsed.value(deed.get())
                            : Parsed.<Reply>bad(Problem.invalid(fields.problems()));
                })
                .fold(value -> value, Problem::reply);
    }

    /** Reads the optional {@code reason}. */
    static Optional<String> reason(Fields fields) {
        Optional<String> reason = fields.has("reason") ? fields.text("reason") : Optional.empty();
        if (reason.filter(text -> text.length() > LONGEST_REASON).isPresent()) {
            fields.problem("reason", "It is longer than " + LONGEST_REASON + " characters.", "Shorten it.");
        }
        return reason.filter(text -> !text.isBlank());
    }

    /** Reads a bot's name from a field. */
    static Optional<BotId> bot(Fields fields) {
        return fields.text("bot").flatMap(text -> {
            try {
                return Optional.of(new BotId(text));
            } catch (IllegalArgumentException impossible) {
                fields.problem("bot", "No bot can have this name.", "Write it as it stands under bots: in the policy.");
                return Optional.empty();
            }
        });
    }
}
