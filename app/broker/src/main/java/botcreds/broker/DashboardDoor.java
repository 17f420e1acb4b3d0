package botcreds.broker;

import botcreds.broker.access.Access;
import botcreds.broker.dashboard.DashboardServlet;
import botcreds.broker.settings.ListenAddress;
import botcreds.broker.settings.Listeners;
import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;

/** Where humans read: the dashboard's listener, unless it is off. */
final class DashboardDoor {
    private static final String NAME = "dashboard";
    private static final long MOST_BYTES = 4 * 1024;

    private DashboardDoor() {}

    static void open(WebServer web, Listeners listen, Access access, HumanKeys humans, Clock clock) {
        listen.dashboard().ifPresent(at -> {
            Supplier<URI> address =
                    () -> listen.dashboardUrl().orElseGet(() -> URI.create("http://" + own(at, web.port(NAME))));
            access.browsers().openAt(address);
            web.site(NAME, at, MOST_BYTES)
                    .add("/*", new DashboardServlet(access.browsers(), access.board(), humans::now, address, clock));
        });
    }

    /** With the port that was found where any free one was wanted. */
    private static String own(ListenAddress at, int port) {
        return new ListenAddress(at.host(), port).toString();
    }
}
