package botcreds.sandbox.github;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Where every call comes in. It looks up which fault the call meets, waits out a delay without holding a thread, and
 * passes on: to git, to the REST API, to the pages for people, or to the sandbox's own switches.
 */
final class Front extends Handler.Wrapper {
    private final SandboxClock clock;
    private final Faults faults;
    private final Rest rest;
    private final Pages pages;
    private final Git git;
    private final Routes control;

    Front(Handler gitServlet, SandboxClock clock, Faults faults, Rest rest, Pages pages, Git git, Routes control) {
        super(gitServlet);
        this.clock = clock;
        this.faults = faults;
        this.rest = rest;
        this.pages = pages;
        this.git = git;
        this.control = control;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.DATE, DateGenerator.formatDate(clock.instant()));
        Exchange exchange = Exchange.of(request, response, callback);
        if (exchange.path().startsWith(ControlEndpoints.PREFIX)) {
            exchange.readBody(body -> exchange.send(control.answer(exchange.call(body)), -1));
            return true;
        }
        if (Pages.isOne(exchange.path())) {
            exchange.readBody(body -> pages.answer(exchange, body));
            return true;
        }
        Faults.Met met = faults.meet(request.getMethod(), exchange.path());
        if (met.delay().isZero()) {
            pass(exchange, met);
        } else {
            later(exchange, met.delay(), () -> pass(exchange, met));
        }
        return true;
    }

    private void later(Exchange exchange, Duration delay, Runnable then) {
        var components = exchange.request().getComponents();
        components
                .getScheduler()
                .schedule(() -> components.getExecutor().execute(then), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pass(Exchange exchange, Faults.Met met) {
        Optional<GitGate.GitCall> gitCall =
                GitGate.read(exchange.path(), exchange.request().getHttpURI().getQuery());
        if (gitCall.isPresent()) {
            if (git.letIn(exchange, gitCall.get(), met.fault())) {
                serveGit(exchange);
            }
        } else {
            exchange.readBody(body -> rest.answer(exchange, body, met.fault()));
        }
    }

    private void serveGit(Exchange exchange) {
        try {
            if (!super.handle(exchange.request(), exchange.response(), exchange.callback())) {
                exchange.callback().failed(new IllegalStateException("the git servlet left a call unanswered"));
            }
        } catch (Exception e) {
            exchange.callback().failed(e);
        }
    }
}
