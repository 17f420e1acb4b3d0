package botcreds.sandbox.slack;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page: one HTML file, one style sheet, two scripts, read once. */
final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";

    private final transient Map<String, Asset> assets = Map.of(
            "/", Asset.read("page.html", "text/html; charset=utf-8"),
            "/page.css", Asset.read("page.css", "text/css; charset=utf-8"),
            "/chart.js", Asset.read("chart.js", "text/javascript; charset=utf-8"),
            "/page.js", Asset.read("page.js", "text/javascript; charset=utf-8"));

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        // Permalinks lead to the page as well.
        Asset asset = assets.get(path.startsWith("/archives/") ? "/" : path);
        if (asset == null) {
            Bodies.json(response, 404, Answers.error("there is nothing here; the page is at /"));
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-cache");
        response.setContentType(asset.type());
        response.getOutputStream().write(asset.bytes());
    }

    // A class, not a record: a record would compare the array by identity and promise more.
    private static final class Asset {

        private final String type;
        private final byte[] bytes;

        private Asset(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        static Asset read(String name, String type) {
            try (InputStream in = PageServlet.class.getResourceAsStream("/slack/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("slack/" + name + " is missing from the jar");
                }
                return new Asset(type, in.readAllBytes());
            } catch (IOException unreadable) {
                throw new UncheckedIOException("slack/" + name + " cannot be read", unreadable);
            }
        }

        String type() {
            return type;
        }

        byte[] bytes() {
            return bytes;
        }
    }
}
