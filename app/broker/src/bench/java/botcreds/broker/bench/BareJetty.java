package botcreds.broker.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The floor of HTTP: a Jetty that reads the ask and answers the same number of bytes, and does nothing else. */
final class BareJetty {
    private static final int ANSWER_BYTES = 2600;

    private BareJetty() {}

    public static void main(String[] arguments) throws Exception {
        byte[] answer = ("{\"token\":\"" + "x".repeat(ANSWER_BYTES - 12) + "\"}").getBytes(StandardCharsets.US_ASCII);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                Content.Source.asByteBuffer(request);
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
                response.write(true, ByteBuffer.wrap(answer), callback);
                return true;
            }
        });
        server.start();
        System.out.println("http://127.0.0.1:" + connector.getLocalPort() + "/v1/token");
        // Lives as long as whoever started it.
        while (System.in.read() >= 0) {
            continue;
        }
        server.stop();
    }
}
