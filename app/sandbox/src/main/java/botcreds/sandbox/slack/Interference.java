package botcreds.sandbox.slack;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Makes one call suffer one fault. */
final class Interference {

    private Interference() {}

    /** Says whether the call ends here, before it had any effect. */
    static boolean before(Optional<Fault> fault, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (fault.isEmpty()) {
            return false;
        }
        switch (fault.get().kind()) {
            case RATE_LIMITED -> {
                response.setHeader("Retry-After", Integer.toString(fault.get().value()));
                Bodies.json(response, 429, Answers.error("ratelimited"));
            }
            case SERVER_ERROR -> Bodies.write(response, fault.get().value(), "text/plain", "upstream error");
            case ERROR -> Bodies.json(response, 200, Answers.error(fault.get().error()));
            case DROP -> hangUp(request);
            case DELAY -> {
                sleep(fault.get().value());
                return false;
            }
            case LOSE_ANSWER -> {
                return false;
            }
        }
        return true;
    }

    static boolean losesAnswer(Optional<Fault> fault) {
        return fault.filter(each -> each.kind() == Fault.Kind.LOSE_ANSWER).isPresent();
    }

    static void hangUp(HttpServletRequest request) {
        ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
