package botcreds.broker.store;

import botcreds.broker.model.AsciiCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A look into the audit log as a statement. */
record AuditQuery(String text, List<@Nullable Object> arguments) {

    /**
     * The rows that pass a filter, in the order it wants.
     *
     * @param begin the number of the first row that it admits
     * @param end   the number behind the last one; empty for the end of the log
     */
    static AuditQuery of(AuditFilter filter, long begin, Optional<Long> end) {
        boolean goesUp = filter.after().isPresent();
        boolean byRepository = filter.repo().isPresent();
        // The walk follows the narrower table, so its own number leads.
        String seq = byRepository ? "r.seq" : "a.seq";
        StringBuilder text = new StringBuilder("SELECT a.seq, a.at, a.json, a.hash FROM audit_log a");
        List<@Nullable Object> arguments = new ArrayList<>();
        if (byRepository) {
            text.append(" JOIN audit_repository r ON r.seq = a.seq");
        }
        text.append(" WHERE ").append(seq).append(" >= ?");
        arguments.add(begin);
        if (end.isPresent()) {
            text.append(" AND ").append(seq).append(" < ?");
            arguments.add(end.get());
        }
        filter.request().ifPresent(id -> {
            text.append(" AND a.request_id = ?");
            arguments.add(id.value());
        });
        Words words = new Words(text, arguments, leads(filter), goesUp, new ArrayList<>());
        filter.repo().ifPresent(repository -> words.add("r.folded", repository.folded()));
        filter.bot().ifPresent(bot -> words.add("a.bot", bot.value()));
        filter.event().ifPresent(word -> words.add("a.event", AsciiCase.fold(word)));
        text.append(" ORDER BY ")
                .append(words.order())
                .append(seq)
                .append(goesUp ? "" : " DESC")
                .append(" LIMIT ?");
        arguments.add(filter.limit());
        return new AuditQuery(text.toString(), arguments);
    }

    /**
     * Whether the index of the one word must be followed. PostgreSQL thinks that a word which many rows have is soon met when it
     * goes down from the newest row, and meets none for a million rows if it has not happened lately; H2 reads all rows
     * that have it before it orders them.
     */
    private static boolean leads(AuditFilter filter) {
        return !filter.needsWalk() && filter.request().isEmpty();
    }

    /**
     * The words that rows must have. Rows are ordered first by one that leads, as its index is; it is written as a list of itself,
     * because an order by what is known to be equal is left away.
     */
    private record Words(
            StringBuilder text, List<@Nullable Object> arguments, boolean leads, boolean goesUp, List<String> columns) {
        void add(String column, String word) {
            text.append(" AND ").append(column).append(leads ? " IN (?, ?)" : " = ?");
            arguments.add(word);
            if (leads) {
                arguments.add(word);
            }
            columns.add(column);
        }

        String order() {
            return leads && !columns.isEmpty() ? columns.get(0) + (goesUp ? " DESC, " : ", ") : "";
        }
    }
}
