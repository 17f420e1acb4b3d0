package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Level;
import botcreds.broker.model.PermissionCatalog;
import botcreds.broker.model.Repository;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The dialog behind [More…], in which one chooses less than was asked, or another time. It decides nothing. */
final class MoreModal {
    static final String CALLBACK_ID = "choose_terms";
    static final String TTL = "ttl";
    static final String UNTIL = "until";
    static final String NOTHING = "none";

    /** Slack takes ten boxes in a row. */
    static final int BOXES = 10;

    private static final int LONGEST_OPTION = 75;
    private static final List<Duration> TIMES = List.of(
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(8),
            Duration.ofDays(1),
            Duration.ofDays(3),
            Duration.ofDays(7));

    private MoreModal() {}

    static String repositories(int row) {
        return "repositories" + row;
    }

    static String permission(String name) {
        return "permission_" + name;
    }

    /**
     * Renders it.
     *
     * @param longest the longest time that policy has room for
     */
    static ObjectNode view(RequestView view, About about, Duration longest) {
        AccessRequest request = view.request();
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain("Give " + request.bot()
                + " less than it asked for, or for another time. The next step shows all of it; nothing is decided"
                + " before.")));
        blocks.addAll(repositories(request));
        blocks.addAll(permissions(request));
        blocks.add(BlockKit.input(TTL, "For", times(request, longest), false));
        if (view.remembers().isPresent()) {
            ObjectNode until =
                    BlockKit.input(UNTIL, "Remember until", BlockKit.object().put("type", "datepicker"), true);
            until.set("hint", BlockKit.plain("Until the end of that day, UTC, the same is then given without asking."));
            blocks.add(until);
        }
        ObjectNode modal = Dialog.of("Request #" + request.shortId(), "Cancel", blocks);
        modal.set("submit", BlockKit.plain("Review"));
        return modal.put("callback_id", CALLBACK_ID)
                .put("private_metadata", about.metadata().toString());
    }

    private static List<ObjectNode> repositories(AccessRequest request) {
        List<Repository> all = request.scope().repositories();
        List<ObjectNode> rows = new ArrayList<>();
        for (int from = 0; from < all.size() && all.size() > 1; from += BOXES) {
            int to = Math.min(from + BOXES, all.size());
            List<ObjectNode> options = new ArrayList<>();
            for (int at = from; at < to; at++) {
                options.add(BlockKit.option(
                        String.valueOf(at), shortened(all.get(at).fullName())));
            }
            ObjectNode boxes = BlockKit.object().put("type", "checkboxes");
            boxes.set("options", BlockKit.blocks(options));
            boxes.set("initial_options", BlockKit.blocks(options));
            rows.add(BlockKit.input(
                    repositories(from / BOXES),
                    from == 0 ? "Repositories" : "More repositories",
                    boxes,
                    all.size() > BOXES));
        }
        return rows;
    }

    private static List<ObjectNode> permissions(AccessRequest request) {
        var levels = request.scope().permissions().levels();
        List<ObjectNode> questions = new ArrayList<>();
        levels.forEach((name, asked) -> {
            List<ObjectNode> options = new ArrayList<>();
            TreeSet<Level> lower = new TreeSet<>(PermissionCatalog.levels(name));
            lower.add(asked);
            lower.descendingSet().stream()
                    .filter(asked::covers)
                    .forEach(level -> options.add(BlockKit.option(level.word(), level.word())));
            if (levels.size() > 1) {
                options.add(BlockKit.option(NOTHING, "not at all"));
            }
            if (options.size() > 1) {
                questions.add(BlockKit.input(permission(name), name, menu(options, options.get(0)), false));
            }
        });
        return questions;
    }

    private static ObjectNode times(AccessRequest request, Duration longest) {
        TreeSet<Duration> times = new TreeSet<>(TIMES);
        times.add(longest);
        times.removeIf(each -> each.compareTo(longest) > 0 || each.compareTo(Kind.SHORTEST_TTL) < 0);
        // Also where policy has become stricter than what was asked: then the next step says so.
        times.add(request.ttl());
        List<ObjectNode> options = times.stream()
                .map(each -> {
                    String words = Durations.format(each);
                    return BlockKit.option(
                            String.valueOf(each.toSeconds()),
                            each.equals(request.ttl()) ? words + ", as asked" : words);
                })
                .toList();
        return menu(options, options.get(times.headSet(request.ttl()).size()));
    }

    private static ObjectNode menu(List<ObjectNode> options, ObjectNode chosen) {
        ObjectNode menu = BlockKit.object().put("type", "static_select");
        menu.set("options", BlockKit.blocks(options));
        menu.set("initial_option", chosen);
        return menu;
    }

    /** The next step shows every name in full; here both ends of a long one must do. */
    private static String shortened(String name) {
        int half = LONGEST_OPTION / 2;
        return name.length() <= LONGEST_OPTION
                ? name
                : name.substring(0, half) + "…" + name.substring(name.length() - half);
    }
}
