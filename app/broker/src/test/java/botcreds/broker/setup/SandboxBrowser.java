package botcreds.broker.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads forms and sends them, as a browser does. */
final class SandboxBrowser {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern INPUT = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"");

    private SandboxBrowser() {}

    /** Goes from our page to GitHub's, presses the button there, and comes back. */
    static HttpResponse<String> createApp(URI page) {
        URI back = createdApp(page);
        return get(back);
    }

    /** The same, but stays at GitHub's door: returns where it sends the browser. */
    static URI createdApp(URI page) {
        String ours = get(page).body();
        URI create = URI.create(attribute(ours, "action"));
        String theirs = post(create, form(ours)).body();
        HttpResponse<String> sent = post(create.resolve(attribute(theirs, "action")), form(theirs));
        return URI.create(sent.headers().firstValue("Location").orElseThrow());
    }

    /** Installs the App on this organization; returns what somebody types afterwards, which is Enter. */
    static String install(URI page, String owner) {
        String asked = get(page).body();
        post(page.resolve(attribute(asked, "action")), "owner=" + owner);
        return "";
    }

    static HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).build());
    }

    private static HttpResponse<String> post(URI uri, String form) {
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static String attribute(String html, String name) {
        Matcher matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(html);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + html);
        }
        return plain(matcher.group(1));
    }

    private static String form(String html) {
        StringBuilder form = new StringBuilder();
        Matcher matcher = INPUT.matcher(html);
        while (matcher.find()) {
            form.append(matcher.group(1))
                    .append('=')
                    .append(URLEncoder.encode(plain(matcher.group(2)), StandardCharsets.UTF_8))
                    .append('&');
        }
        return form.toString();
    }

    private static String plain(String html) {
        return html.replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
