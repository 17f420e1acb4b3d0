package botcreds.broker;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads what is still on its way of a body nobody asked for, after the answer has been sent. A connection that is closed under
 * a writer is reset, and a reset can take away the refusal before the client has read it (RFC 9112 section 9.6). No thread
 * waits meanwhile; how much is read and for how long is bounded by the size limit around this and by the slow senders' deadline.
 */
final class LateBodies extends Handler.Wrapper {
    LateBodies(Handler within) {
        super(within);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            // Such a client sends its body only if asked to, and a refusal does not ask.
            return super.handle(request, response, callback);
        }
        Request unread = new Unread(request);
        return super.handle(unread, response, new Callback.Nested(callback) {
            @Override
            public void succeeded() {
                Callback answered = getCallback();
                // What a refused client does not send to its end is its own affair: the answer stands.
                Content.Source.consumeAll(unread, Callback.from(answered::succeeded, cutOff -> answered.succeeded()));
            }
        });
    }

    /** Keeps Jetty from giving a body up, and the connection with it, that has not arrived when a servlet ends. */
    private static final class Unread extends Request.Wrapper {
        Unread(Request request) {
            super(request);
        }

        @Override
        public boolean consumeAvailable() {
            return true;
        }

        @Override
        public void fail(Throwable forsaken) {
            // The body is read to its end all the same.
        }
    }
}
