package botcreds.broker.dashboard;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/**
 * The pages, which jte has made into classes of this package while the jar was built. What goes into them is escaped there.
 * Thread-safe; a page's class is loaded when it is first shown.
 */
final class Templates {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), Templates.class.getPackageName());

    String render(String name, Map<String, Object> parameters) {
        StringOutput html = new StringOutput();
        engine.render(name + ".jte", parameters, html);
        return html.toString();
    }
}
