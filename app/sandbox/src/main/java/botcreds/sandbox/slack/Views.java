package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The open modals, a stack per user with the one on top last, and the Home tab of each user. Thread-safe. */
final class Views {

    static final int STACK = 3;

    private final Stamps stamps;
    private final Feed feed;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, List<View>> stacks = new HashMap<>();
    private final Map<String, View> homes = new HashMap<>();

    Views(Stamps stamps, Feed feed) {
        this.stamps = stamps;
        this.feed = feed;
    }

    /** A new stack for the user with this view; what was open closes, as at Slack. */
    synchronized View open(String userId, ObjectNode content) {
        String id = nextId();
        View view = new View(id, userId, stamps.next(), content, Optional.empty(), id);
        stacks.put(userId, new ArrayList<>(List.of(view)));
        feed.changed();
        return view;
    }

    /** Empty when nothing is open or the stack is full. */
    synchronized Optional<View> push(String userId, ObjectNode content) {
        List<View> stack = stacks.getOrDefault(userId, List.of());
        if (stack.isEmpty() || stack.size() >= STACK) {
            return Optional.empty();
        }
        View below = stack.get(stack.size() - 1);
        View view = new View(nextId(), userId, stamps.next(), content, Optional.of(below.id()), below.root());
        stack.add(view);
        feed.changed();
        return Optional.of(view);
    }

    synchronized View update(View view, ObjectNode content) {
        View updated = view.withContent(content, stamps.next());
        if (view.isModal()) {
            stacks.getOrDefault(view.userId(), new ArrayList<>())
                    .replaceAll(each -> each.id().equals(view.id()) ? updated : each);
        } else {
            homes.put(view.userId(), updated);
        }
        feed.changed();
        return updated;
    }

    synchronized View publish(String userId, ObjectNode content) {
        View before = homes.get(userId);
        String id = before == null ? nextId() : before.id();
        View home = new View(id, userId, stamps.next(), content, Optional.empty(), id);
        homes.put(userId, home);
        feed.changed();
        return home;
    }

    /** Takes the view off, with all above it; with {@code all}, the whole stack. */
    synchronized void close(View view, boolean all) {
        List<View> stack = stacks.getOrDefault(view.userId(), new ArrayList<>());
        int at = all ? 0 : indexOf(stack, view.id());
        if (at >= 0 && at < stack.size()) {
            stack.subList(at, stack.size()).clear();
        }
        feed.changed();
    }

    synchronized Optional<View> find(String id) {
        return all().stream().filter(view -> view.id().equals(id)).findFirst();
    }

    synchronized Optional<View> findExternal(String externalId) {
        return all().stream()
                .filter(view -> !externalId.isEmpty()
                        && Json.text(view.content(), "external_id").equals(externalId))
                .findFirst();
    }

    synchronized List<View> stack(String userId) {
        return List.copyOf(stacks.getOrDefault(userId, List.of()));
    }

    synchronized Optional<View> home(String userId) {
        return Optional.ofNullable(homes.get(userId));
    }

    private List<View> all() {
        List<View> all = new ArrayList<>(homes.values());
        stacks.values().forEach(all::addAll);
        return all;
    }

    private String nextId() {
        return "V0SANDBOX" + ids.incrementAndGet();
    }

    private static int indexOf(List<View> stack, String id) {
        for (int i = 0; i < stack.size(); i++) {
            if (stack.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }
}
