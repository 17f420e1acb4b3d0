package botcreds.broker.model;

import java.util.Optional;
import java.util.function.Function;

/**
 * What somebody outside answered to a question, or a sentence that says why there is no answer and what to do.
 *
 * @param value present exactly when {@code why} is empty
 */
public record Told<T>(Optional<T> value, String why) {
    public Told {
        if (value.isPresent() != why.isEmpty()) {
            throw new IllegalArgumentException("either there is an answer, or a reason why there is none");
        }
    }

    public static <T> Told<T> of(T value) {
        return new Told<>(Optional.of(value), "");
    }

    public static <T> Told<T> not(String why) {
        return new Told<>(Optional.empty(), why);
    }

    public <R> R fold(Function<? super T, ? extends R> onValue, Function<String, ? extends R> onNothing) {
        if (value.isPresent()) {
            return onValue.apply(value.get());
        }
        return onNothing.apply(why);
    }
}
