package botcreds.sandbox.github;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which endpoint answers which method and path. Filled before the first call, only read after. */
final class Routes {
    /** Answers one call. */
    interface Endpoint {
        Answer answer(Call call);
    }

    private record Route(String method, List<String> template, Endpoint endpoint) {
        /** Returns what stands in the places the template leaves open, or null when the path is another. */
        @Nullable
        List<String> match(List<String> path) {
            if (path.size() != template.size()) {
                return null;
            }
            List<String> open = new ArrayList<>(4);
            for (int i = 0; i < path.size(); i++) {
                if (template.get(i).equals("*")) {
                    open.add(path.get(i));
                } else if (!template.get(i).equals(path.get(i))) {
                    return null;
                }
            }
            return open;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /** Adds a route; each {@code *} in the template stands for one segment. */
    void add(String method, String template, Endpoint endpoint) {
        routes.add(new Route(method, List.of(template.split("/", -1)), endpoint));
    }

    Answer answer(Call call) {
        List<String> path = List.of(call.path().split("/", -1));
        for (Route route : routes) {
            if (route.method().equals(call.method())) {
                List<String> open = route.match(path);
                if (open != null) {
                    return route.endpoint().answer(call.withSegments(open));
                }
            }
        }
        return Refusals.notFound();
    }
}
