package botcreds.broker.setup;

import botcreds.broker.settings.ListenAddress;
import botcreds.broker.settings.Listeners;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Whether each listener can be opened, or is our own broker's already. */
final class ListenerChecks {
    private final Listeners listen;
    private final Running running;

    ListenerChecks(Listeners listen, Running running) {
        this.listen = listen;
        this.running = running;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(finding("BOTCREDS_API_LISTEN", listen.api()));
        listen.slack().ifPresent(address -> findings.add(finding("BOTCREDS_SLACK_LISTEN", address)));
        findings.add(finding("BOTCREDS_OPS_LISTEN", listen.ops()));
        listen.dashboard().ifPresent(address -> findings.add(finding("BOTCREDS_DASHBOARD_LISTEN", address)));
        return findings;
    }

    private Finding finding(String setting, ListenAddress address) {
        String about = "listener";
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        try (ServerSocket free = new ServerSocket()) {
            if (socket.isUnresolved()) {
                throw new UnknownHostException(address.host());
            }
            free.setReuseAddress(true);
            free.bind(socket, 1);
            return running.readiness().isPresent()
                    ? Finding.fail(
                            about,
                            setting + ": a broker runs, but nothing listens on " + address,
                            "the broker was started with other settings; restart it")
                    : Finding.ok(about, setting + ": " + address + " is free");
        } catch (UnknownHostException unknown) {
            return Finding.fail(
                    about, setting + ": there is no host " + address.host(), "write one of this machine's addresses");
        } catch (BindException taken) {
            return taken(about, setting, address, socket);
        } catch (IOException refused) {
            return Finding.fail(
                    about,
                    setting + ": " + address + " cannot be opened",
                    "take a port above 1023, or give the right to it");
        }
    }

    private Finding taken(String about, String setting, ListenAddress address, InetSocketAddress socket) {
        if (socket.getAddress().isAnyLocalAddress() || isOurs(socket)) {
            return running.readiness().isPresent()
                    ? Finding.ok(about, setting + ": the broker that runs listens on " + address)
                    : Finding.fail(
                            about,
                            setting + ": " + address + " is taken by another program",
                            "see which with: ss -ltnp 'sport = :" + address.port()
                                    + "'; stop it, or take another port");
        }
        return Finding.fail(
                about,
                setting + ": " + address.host() + " is no address of this machine",
                "write one that is, or 0.0.0.0 for all of them");
    }

    private static boolean isOurs(InetSocketAddress socket) {
        try {
            return NetworkInterface.getByInetAddress(socket.getAddress()) != null;
        } catch (IOException unknown) {
            return true;
        }
    }
}
