package botcreds.broker.notify;

import botcreds.broker.model.CallbackRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects to the very address that was checked: the name is resolved once, one answer that is not allowed refuses all of
 * them, and TLS still verifies the name. No proxy setting of the machine is heeded.
 */
final class CheckedSocket {
    /** What a name resolves to. */
    interface Resolver {
        List<InetAddress> resolve(String host) throws IOException;
    }

    private static final int MOST_TRIED = 4;

    private final CallbackRules rules;
    private final Resolver resolver;
    private final SSLSocketFactory tls;

    CheckedSocket(CallbackRules rules, Resolver resolver, SSLSocketFactory tls) {
        this.rules = rules;
        this.resolver = resolver;
        this.tls = tls;
    }

    /** The addresses to try, in this order; throws when one of the answers must not be called. */
    List<InetSocketAddress> addresses(URI url) throws IOException {
        List<InetAddress> answers = resolver.resolve(url.getHost());
        if (answers.isEmpty() || !answers.stream().allMatch(each -> rules.mayConnect(url, each))) {
            throw new IOException("its host leads to an address that is not public");
        }
        return answers.stream()
                .limit(MOST_TRIED)
                .map(each -> new InetSocketAddress(each, CallbackRules.port(url)))
                .toList();
    }

    /** An unconnected socket, for the caller to be able to close it while it connects. */
    static Socket unconnected() {
        return new Socket(Proxy.NO_PROXY);
    }

    /** What to speak through once it is connected. */
    Socket secured(URI url, Socket connected) throws IOException {
        if ("http".equals(url.getScheme())) {
            return connected;
        }
        SSLSocket socket = (SSLSocket) tls.createSocket(connected, url.getHost(), CallbackRules.port(url), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
