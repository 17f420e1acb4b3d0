package botcreds.broker.setup;

import botcreds.broker.model.Secret;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A human whose answers are known beforehand, by a part of the question each; whoever is asked anything else has left. */
final class ScriptedTerminal implements Terminal {
    private final List<String> said = new ArrayList<>();
    private Consumer<String> listener = line -> {};
    private final List<String> complaints = new ArrayList<>();
    private final Map<String, Deque<Supplier<String>>> answers = new LinkedHashMap<>();

    /** Answers the next question that has this part in it; after the last answer the human has left. */
    ScriptedTerminal answer(String question, String answer) {
        return act(question, () -> answer);
    }

    /** Does something before answering, as a human does in a browser. */
    ScriptedTerminal act(String question, Supplier<String> deed) {
        answers.computeIfAbsent(question, none -> new ArrayDeque<>()).add(deed);
        return this;
    }

    /** Takes the answer to a question back. */
    void forget(String question) {
        answers.remove(question);
    }

    /** Gives another's answers before one's own. */
    ScriptedTerminal before(ScriptedTerminal first) {
        first.answers.forEach((question, deeds) -> {
            Deque<Supplier<String>> mine = answers.computeIfAbsent(question, none -> new ArrayDeque<>());
            deeds.addAll(mine);
            answers.put(question, deeds);
        });
        return this;
    }

    /** Hears every line, for what happens in the browser meanwhile. */
    ScriptedTerminal listen(Consumer<String> ear) {
        listener = ear;
        return this;
    }

    @Override
    public void say(String line) {
        synchronized (said) {
            said.add(line);
        }
        listener.accept(line);
    }

    @Override
    public void complain(String line) {
        complaints.add(line);
    }

    @Override
    public Optional<String> ask(String question) {
        say(question);
        return answers.entrySet().stream()
                .filter(each ->
                        question.contains(each.getKey()) && !each.getValue().isEmpty())
                .findFirst()
                .map(each -> each.getValue().remove().get());
    }

    @Override
    public Optional<Secret> askSecret(String question) {
        return ask(question).filter(text -> !text.isEmpty()).map(Secret::of);
    }

    /** Everything that stood on the screen; what was typed as a secret did not. */
    String screen() {
        synchronized (said) {
            return String.join("\n", said);
        }
    }

    String complaints() {
        return String.join("\n", complaints);
    }
}
