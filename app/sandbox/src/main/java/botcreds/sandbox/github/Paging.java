package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One page of a list, by {@code per_page} (30 unless told, 100 at most) and {@code page}, with its Link header. */
record Paging<T>(List<T> items, int page, int perPage, int total) {
    static <T> Paging<T> of(Call call, List<T> all) {
        int perPage = call.number("per_page", 30, 100);
        int page = call.number("page", 1, Integer.MAX_VALUE / 100);
        int from = Math.min(all.size(), (page - 1) * perPage);
        return new Paging<>(all.subList(from, Math.min(all.size(), from + perPage)), page, perPage, all.size());
    }

    ArrayNode json(Function<T, ? extends JsonNode> each) {
        ArrayNode list = Json.array();
        items.forEach(item -> list.add(each.apply(item)));
        return list;
    }

    Answer linked(Call call, Answer answer) {
        int last = Math.max(1, (total + perPage - 1) / perPage);
        List<String> links = new ArrayList<>();
        if (page > 1) {
            links.add(link(call, page - 1, "prev"));
            links.add(link(call, 1, "first"));
        }
        if (page < last) {
            links.add(link(call, page + 1, "next"));
            links.add(link(call, last, "last"));
        }
        return links.isEmpty() ? answer : answer.withHeader("Link", String.join(", ", links));
    }

    private String link(Call call, int to, String relation) {
        return "<" + call.origin() + call.path() + "?per_page=" + perPage + "&page=" + to + ">; rel=\"" + relation
                + "\"";
    }
}
