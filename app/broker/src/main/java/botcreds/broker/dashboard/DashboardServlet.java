package botcreds.broker.dashboard;

import botcreds.broker.access.Board;
import botcreds.broker.identity.IdentityUnavailable;
import botcreds.broker.logins.Browsers;
import botcreds.broker.model.Human;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole dashboard: pages to read, and signing in and out. To be mounted at the root of its own listener. Paths are
 * compared as they were sent, undecoded. Thread-safe.
 */
public final class DashboardServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DashboardServlet.class);

    private static final Pattern LINK = Pattern.compile(Pattern.quote(Browsers.PATH) + "([A-Za-z0-9_]{1,100})");
    private static final Pattern BOT = Pattern.compile("/bots/([A-Za-z0-9][A-Za-z0-9._-]{0,63})");

    /** A page for who is signed in. */
    private interface Page extends Function<Visitor, Reply> {}

    private final transient Gate gate;
    private final transient SignInPages signIns;
    private final transient Pages pages;
    private final transient Notices notices;
    private final transient Supplier<URI> address;
    private final transient Map<String, Reply> assets;

    /**
     * @param members who somebody is by now, by id; empty for nobody any more, and {@link IdentityUnavailable} when nobody
     *     knows
     * @param address where people open this, without a slash at the end
     */
    public DashboardServlet(
            Browsers browsers,
            Board board,
            Function<String, Optional<Human>> members,
            Supplier<URI> address,
            InstantSource clock) {
        Templates templates = new Templates();
        this.address = address;
        this.gate = new Gate(browsers, members, System::nanoTime);
        this.notices = new Notices(templates, clock);
        this.signIns = new SignInPages(browsers, templates, notices, clock, System::nanoTime);
        this.pages = new Pages(board, templates, notices, clock);
        this.assets = Map.of(
                "/style.css", Reply.asset("text/css;charset=utf-8", resource("style.css")),
                "/icon.svg", Reply.asset("image/svg+xml", resource("icon.svg")));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Reply reply;
        try {
            reply = answer(new Visit(request));
        } catch (IdentityUnavailable away) {
            reply = notices.slackAway();
        } catch (RuntimeException fault) {
            String instance = UUID.randomUUID().toString();
            LOG.error("a page of the dashboard failed, instance {}", instance, fault);
            reply = notices.fault(instance);
        }
        send(reply, response);
    }

    private Reply answer(Visit visit) throws IOException {
        URI ours = address.get();
        SessionCookie cookies = new SessionCookie(isHttps(ours));
        boolean reads = visit.method().equals("GET") || visit.method().equals("HEAD");
        Matcher link = LINK.matcher(visit.path());
        if (link.matches()) {
            return reads ? signIns.open(visit, link.group(1)) : notices.wrongMethod("GET, HEAD");
        }
        if (visit.path().equals("/sign-in") || visit.path().equals("/sign-out")) {
            return visit.method().equals("POST") ? signs(visit, ours, cookies) : notices.wrongMethod("POST");
        }
        Optional<Reply> asset = Optional.ofNullable(assets.get(visit.path()));
        Optional<Page> page = page(visit);
        if (asset.isEmpty() && page.isEmpty()) {
            return notices.nothingThere();
        }
        if (!reads) {
            return notices.wrongMethod("GET, HEAD");
        }
        return asset.isPresent() ? asset.get() : behindTheGate(visit, cookies, page.orElseThrow());
    }

    private Reply signs(Visit visit, URI ours, SessionCookie cookies) throws IOException {
        return visit.path().equals("/sign-in")
                ? signIns.signIn(visit, ours, cookies)
                : signIns.signOut(visit, ours, cookies);
    }

    private Reply behindTheGate(Visit visit, SessionCookie cookies, Page page) {
        Gate.Pass pass = gate.pass(visit, cookies);
        if (pass.no().isPresent()) {
            Reply no = notices.refused(pass.no().get());
            return pass.no().get() == Gate.No.NOBODY ? no : no.with("Set-Cookie", cookies.clear());
        }
        return page.apply(pass.visitor().orElseThrow());
    }

    private Optional<Page> page(Visit visit) {
        Matcher bot = BOT.matcher(visit.path());
        if (bot.matches()) {
            return Optional.of(visitor -> pages.bot(visitor, bot.group(1)));
        }
        return switch (visit.path()) {
            case "/" -> Optional.of(pages::pending);
            case "/credentials" -> Optional.of(pages::credentials);
            case "/activity" -> Optional.of(pages::activity);
            case "/bots" -> Optional.of(pages::bots);
            case "/audit" -> Optional.of(visitor -> pages.audit(visitor, visit.query()));
            default -> Optional.empty();
        };
    }

    private void send(Reply reply, HttpServletResponse response) throws IOException {
        response.reset();
        response.setStatus(reply.status());
        SafeHeaders.write(response, isHttps(address.get()));
        reply.headers().forEach(response::setHeader);
        if (!reply.contentType().isEmpty()) {
            response.setContentType(reply.contentType());
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static boolean isHttps(URI address) {
        return "https".equals(address.getScheme());
    }

    private static String resource(String name) {
        try (InputStream stream = DashboardServlet.class.getResourceAsStream("/dashboard/" + name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("the jar is damaged: " + name, broken);
        }
    }
}
