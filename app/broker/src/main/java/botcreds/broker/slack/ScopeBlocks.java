package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Durations;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Who asks for what and for how long. What is approved is what is shown, so every repository and every permission is there,
 * letter by letter; a long list goes into blocks of its own.
 */
final class ScopeBlocks {
    private static final int LONGEST_FIELD = 400;
    private static final int LONGEST_SECTION = 2900;

    private ScopeBlocks() {}

    static List<ObjectNode> of(AccessRequest request) {
        return of(request, field("Bot", List.of(request.bot().value())));
    }

    /** The same where several requests of one bot are shown. */
    static List<ObjectNode> named(AccessRequest request) {
        return of(request, field("Request", List.of("#" + request.shortId())));
    }

    private static List<ObjectNode> of(AccessRequest request, ObjectNode first) {
        List<String> repositories = request.scope().repositoryNames();
        List<String> permissions = request.scope().permissions().words();
        List<ObjectNode> fields = new ArrayList<>();
        List<ObjectNode> lists = new ArrayList<>();
        fields.add(first);
        place(repositories.size() == 1 ? "Repository" : "Repositories", repositories, fields, lists);
        place("Permissions", permissions, fields, lists);
        fields.add(BlockKit.mrkdwn(Mrkdwn.label("For").and("\n" + span(request))));
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.fields(fields));
        blocks.addAll(lists);
        return blocks;
    }

    /** Says the same in one line for a notification, which may name fewer but says how many it does not name. */
    static Mrkdwn sentence(AccessRequest request) {
        return Mrkdwn.words(request.bot().value() + " asks for ")
                .and(some(request.scope().permissions().words()))
                .and(" on ")
                .and(some(request.scope().repositoryNames()))
                .and(" for " + Durations.format(request.ttl()));
    }

    static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(3, names.size())));
        return names.size() <= 3 ? first : first + " and " + (names.size() - 3) + " more";
    }

    private static void place(String label, List<String> names, List<ObjectNode> fields, List<ObjectNode> lists) {
        ObjectNode field = field(label, names);
        if (field.path("text").asText().length() <= LONGEST_FIELD) {
            fields.add(field);
            return;
        }
        fields.add(BlockKit.mrkdwn(Mrkdwn.label(label).and("\n" + names.size() + ", all listed below")));
        lists.addAll(sections(label + " (" + names.size() + ")", names));
    }

    private static ObjectNode field(String label, List<String> names) {
        Mrkdwn text = Mrkdwn.label(label).and("\n");
        for (int at = 0; at < names.size(); at++) {
            text.and(at == 0 ? "" : ", ").code(names.get(at));
        }
        return BlockKit.mrkdwn(text);
    }

    private static List<ObjectNode> sections(String label, List<String> names) {
        List<ObjectNode> sections = new ArrayList<>();
        Mrkdwn text = Mrkdwn.label(label);
        for (String name : names) {
            if (text.toString().length() + name.length() > LONGEST_SECTION) {
                sections.add(BlockKit.section(BlockKit.mrkdwn(text)));
                text = Mrkdwn.label(label + ", continued");
            }
            text.and("\n").code(name);
        }
        sections.add(BlockKit.section(BlockKit.mrkdwn(text)));
        return sections;
    }

    private static String span(AccessRequest request) {
        String time = Durations.format(request.ttl());
        return switch (request.kind()) {
            case INSTALLATION_TOKEN -> time + ", one token";
            case SESSION -> time + ", a session: new tokens without asking again until it ends";
            case DEPLOY_KEY -> time + ", an SSH deploy key";
        };
    }
}
