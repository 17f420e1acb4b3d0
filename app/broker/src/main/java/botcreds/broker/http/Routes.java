package botcreds.broker.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which method and path means what. Paths are compared as they were sent, undecoded: {@code //v1}, {@code ;a=b},
 * {@code %2f} and a slash at the end are other paths, and nothing is there.
 */
final class Routes {
    /** Returns the reply, or empty if the request was parked. */
    interface Answering extends BiFunction<Exchange, String, Optional<Reply>> {}

    private record Route(String method, Pattern path, Answering answering) {}

    private final List<Route> routes = new ArrayList<>();

    /**
     * @param template a path in which {@code {id}} stands for one segment of letters, digits and underscores, and
     *     {@code {bot}} for one of what bots' names are made of
     */
    Routes add(String method, String template, Answering answering) {
        String pattern = Pattern.quote(template)
                .replace("{id}", "\\E([A-Za-z0-9_]{1,64})\\Q")
                .replace("{bot}", "\\E([A-Za-z0-9._-]{1,64})\\Q");
        routes.add(new Route(method, Pattern.compile(pattern), answering));
        return this;
    }

    Optional<Reply> answer(Exchange exchange) {
        String path = exchange.request().getRequestURI();
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (matcher.matches()) {
                if (route.method().equals(exchange.request().getMethod())) {
                    return route.answering().apply(exchange, matcher.groupCount() == 0 ? "" : matcher.group(1));
                }
                allowed.add(route.method());
            }
        }
        return Optional.of(allowed.isEmpty() ? nothingThere() : wrongMethod(String.join(", ", allowed)));
    }

    private static Reply nothingThere() {
        return Problem.of(
                        404,
                        "no_such_path",
                        "There is nothing at this path.",
                        "See GET /openapi.yaml for what there is; paths are exact, without a slash at the end.")
                .reply();
    }

    private static Reply wrongMethod(String allowed) {
        return Problem.of(405, "wrong_method", "This path does not take this method.", "Use " + allowed + ".")
                .reply()
                .with("Allow", allowed);
    }
}
