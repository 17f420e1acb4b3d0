package botcreds.sandbox.slack;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Guards the page and the switches against other web sites in the same browser. Whoever can post here can click Approve
 * as anybody, so only our own page may: the host must be a loopback name (else a foreign name could be pointed at
 * 127.0.0.1), a foreign {@code Origin} is refused, and changes must come as JSON, which no foreign form can send.
 */
final class LoopbackOnly extends HttpFilter {

    private static final long serialVersionUID = 1;
    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String host = request.getServerName();
        String origin = request.getHeader("Origin");
        String self = "http://" + request.getHeader("Host");
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!HOSTS.contains(host)) {
            refuse(
                    response,
                    403,
                    "the sandbox answers to 127.0.0.1 and localhost only; open it under one of these names");
        } else if (origin != null && !origin.equals(self)) {
            refuse(response, 403, "only the sandbox's own page may do this; open " + self + "/");
        } else if (!reads && !Bodies.isJson(request)) {
            refuse(response, 415, "send Content-Type: application/json");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void refuse(HttpServletResponse response, int status, String why) throws IOException {
        Bodies.json(response, status, Answers.error(why));
    }
}
