package botcreds.broker.notify;

import botcreds.broker.errands.Bulletin;
import java.util.regex.Pattern;

/** A bulletin as the HTML of a mail: no link, no image, no script, nothing that is loaded from anywhere. */
final class MailPage {
    private static final Pattern COMMAND = Pattern.compile("`([^`]*)`");
    private static final String FONT =
            "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

    private MailPage() {}

    static String of(Bulletin bulletin) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\">"
                + "<meta name=\"color-scheme\" content=\"light dark\">"
                // Mail programs turn what looks like a number or an address into a link; nothing here is one.
                + "<meta name=\"format-detection\" content=\"telephone=no,date=no,address=no,email=no,url=no\">"
                + "<title>" + escaped(MailWords.subject(bulletin)) + "</title></head>\n"
                + "<body style=\"margin:0;padding:16px;" + FONT + ";font-size:15px;line-height:1.45\">\n"
                + "<div style=\"max-width:40em;margin:0 auto\">\n"
                + "<h1 style=\"font-size:19px;line-height:1.3;margin:0 0 14px;overflow-wrap:anywhere\">"
                + escaped(MailWords.headline(bulletin)) + "</h1>\n");
        String todo = MailWords.todo(bulletin);
        if (!todo.isEmpty()) {
            page.append("<p style=\"margin:0 0 14px;padding:10px 12px;border-left:4px solid #b45309\">")
                    .append(COMMAND.matcher(escaped(todo))
                            .replaceAll("<code style=\"font-size:14px;white-space:nowrap\">$1</code>"))
                    .append("</p>\n");
        }
        bulletin.facts().forEach(fact -> page.append(fact(fact)));
        String detail = MailWords.detail(bulletin);
        if (!detail.isEmpty()) {
            page.append("<p style=\"margin:0 0 14px;white-space:pre-wrap;overflow-wrap:anywhere\">")
                    .append(escaped(detail))
                    .append("</p>\n");
        }
        return page.append("<p style=\"margin:20px 0 0;font-size:13px;opacity:.75\">")
                .append(escaped(MailWords.FOOT))
                .append("</p>\n</div></body></html>\n")
                .toString();
    }

    /** The name above its value: side by side they do not fit on a phone. */
    private static String fact(Bulletin.Fact fact) {
        String value = MailWords.value(fact);
        // Lines that somebody else broke stand apart from ours.
        String apart = value.indexOf('\n') < 0 ? "" : "border-left:3px solid #8888;padding-left:10px;";
        return "<div style=\"margin:0 0 10px\"><div style=\"font-size:13px;opacity:.75\">" + escaped(fact.name())
                + "</div><div style=\"" + apart + "white-space:pre-wrap;overflow-wrap:anywhere\">" + escaped(value)
                + "</div></div>\n";
    }

    /** Text that stays text, also within quotes. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
