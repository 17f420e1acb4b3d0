package botcreds.broker;

import botcreds.broker.settings.ListenAddress;
import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Jetty with several listeners, each with its own servlets and nothing else: no default servlet, no sessions, no directory,
 * no banner. Add sites first, then start.
 */
final class WebServer implements AutoCloseable {
    private static final int MOST_THREADS = 200;
    private static final int HEADER_BYTES = 16 * 1024;
    private static final long IDLE_MILLIS = 10_000;
    private static final Duration LONGEST_ARRIVAL = Duration.ofSeconds(10);
    private static final long LEAST_BYTES_PER_SECOND = 500;
    private static final long STOP_MILLIS = 20_000;

    private final Server server;
    private final ContextHandlerCollection contexts = new ContextHandlerCollection();
    private final Map<String, ServerConnector> connectors = new TreeMap<>();
    private final List<Runnable> drains = new ArrayList<>();
    private final List<Tls> renewals = new ArrayList<>();
    private final SlowSenders slowSenders;

    WebServer() {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
        threads.setName("http");
        if (VirtualThreads.areSupported()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        }
        server = new Server(threads);
        slowSenders = new SlowSenders(server, LONGEST_ARRIVAL);
        server.setStopTimeout(STOP_MILLIS);
        server.setErrorHandler(new PlainErrors());
        server.setHandler(new GracefulHandler(contexts));
        server.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(LifeCycle stopping) {
                // Otherwise Jetty completes parked requests as 200 with an empty body.
                drains.forEach(Runnable::run);
            }
        });
    }

    /**
     * Adds a listener.
     *
     * @param mostBytes the largest body that is read at all; more is answered with 413
     */
    Site site(String name, ListenAddress address, long mostBytes) {
        return site(name, address, mostBytes, Optional.empty());
    }

    /** The same with TLS, if it is given. */
    Site site(String name, ListenAddress address, long mostBytes, Optional<Tls> tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        http.setMinRequestDataRate(LEAST_BYTES_PER_SECOND);
        http.setHttpCompliance(HttpCompliance.RFC7230);
        http.setUriCompliance(UriCompliance.RFC3986);
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols(http, tls));
        connector.setName(name);
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
        connector.addBean(slowSenders);
        server.addConnector(connector);
        connectors.put(name, connector);

        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.setVirtualHosts(List.of("@" + name));
        Handler.Singleton limited = new SizeLimitHandler(mostBytes, -1);
        limited.setHandler(new LateBodies(context));
        contexts.addHandler(limited);
        return new Site(context);
    }

    private ConnectionFactory[] protocols(HttpConfiguration http, Optional<Tls> tls) {
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        // Puts the client's certificate where servlets find it. Names in SNI are the proxy's business, if there is one.
        http.addCustomizer(new SecureRequestCustomizer(false));
        renewals.add(tls.get());
        return new ConnectionFactory[] {
            new SslConnectionFactory(tls.get().context(), HttpVersion.HTTP_1_1.asString()),
            new HttpConnectionFactory(http)
        };
    }

    /** Runs when stopping begins, before connections are closed: whoever waits must be answered. */
    void beforeStop(Runnable drain) {
        drains.add(drain);
    }

    void start() throws Exception {
        server.start();
        slowSenders.watch();
        renewals.forEach(tls -> tls.watch(server.getBean(Scheduler.class)));
    }

    /** Returns the port in use, also where 0 was asked for. */
    int port(String name) {
        ServerConnector connector = connectors.get(name);
        if (connector == null) {
            throw new IllegalArgumentException("there is no listener " + name);
        }
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    /** Names each listener with its address. */
    @Override
    public String toString() {
        return connectors.values().stream()
                .map(each -> each.getName() + " on " + each.getHost() + ":" + each.getLocalPort())
                .collect(Collectors.joining(", "));
    }

    /** The servlets of one listener. */
    static final class Site {
        private final ServletContextHandler context;

        private Site(ServletContextHandler context) {
            this.context = context;
        }

        Site add(String path, Servlet servlet) {
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            context.addServlet(holder, path);
            return this;
        }
    }
}
