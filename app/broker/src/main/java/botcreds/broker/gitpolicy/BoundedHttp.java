package botcreds.broker.gitpolicy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.util.function.LongSupplier;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** Connections to one origin that together bring so many bytes and last so long at most. For one operation. */
final class BoundedHttp implements HttpConnectionFactory {
    private final URL origin;
    private final LongSupplier nanos;
    private final long deadline;
    private long left;

    /**
     * @param most   bytes, over all connections
     * @param within nanoseconds from now
     */
    BoundedHttp(URL origin, long most, long within, LongSupplier nanos) {
        this.origin = origin;
        this.nanos = nanos;
        this.left = most;
        this.deadline = nanos.getAsLong() + within;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        boolean ours = url.getProtocol().equals(origin.getProtocol())
                && url.getHost().equals(origin.getHost())
                && url.getPort() == origin.getPort();
        if (!ours) {
            throw new IOException(
                    "the remote leads to another place, " + url.getHost() + ", and is not followed there");
        }
        return new Bounded(url, proxy);
    }

    private final class Bounded extends JDKHttpConnection {
        Bounded(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public int getResponseCode() throws IOException {
            int status = super.getResponseCode();
            if (status / 100 == 3) {
                throw new IOException("the remote leads elsewhere (HTTP " + status
                        + "), and is not followed there; if the repository was moved or renamed, set BOTCREDS_POLICY_GIT to"
                        + " its new address");
            }
            return status;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream());
        }
    }

    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            int many = super.read(into, at, length);
            count(Math.max(0, many));
            return many;
        }
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new TooMuch();
        }
        if (nanos.getAsLong() - deadline > 0) {
            throw new IOException("the remote takes too long");
        }
    }

    /** The remote sends more than a policy's repository has. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("the repository is too large");
        }

        static boolean isIn(Throwable failure) {
            for (Throwable each = failure; each != null; each = each.getCause()) {
                if (each instanceof TooMuch) {
                    return true;
                }
            }
            return false;
        }
    }
}
