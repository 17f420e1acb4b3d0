package botcreds.broker.notify;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Closes whatever socket a call hangs on when its time is over; that lets go of who connects, writes or reads. Thread-safe. */
final class Deadline {
    private @Nullable Socket current;
    private boolean over;

    /** From now on it is this socket. */
    synchronized void guard(Socket socket) throws IOException {
        current = socket;
        if (over) {
            socket.close();
            throw new SocketTimeoutException("it took too long");
        }
    }

    synchronized void pass() {
        over = true;
        if (current != null) {
            try {
                current.close();
            } catch (IOException alreadyGone) {
                // Then nobody hangs on it.
                return;
            }
        }
    }
}
