package botcreds.broker.http;

import java.util.function.Function;

/** What reading a part of a request gave: a value, or the problem to answer with. */
sealed interface Parsed<T> {
    <R> R fold(Function<T, R> onValue, Function<Problem, R> onProblem);

    static <T> Parsed<T> value(T value) {
        return new Value<>(value);
    }

    static <T> Parsed<T> bad(Problem problem) {
        return new Bad<>(problem);
    }

    default <R> Parsed<R> then(Function<T, Parsed<R>> next) {
        return fold(next, Parsed::bad);
    }

    record Value<T>(T value) implements Parsed<T> {
        @Override
        public <R> R fold(Function<T, R> onValue, Function<Problem, R> onProblem) {
            return onValue.apply(value);
        }
    }

    record Bad<T>(Problem problem) implements Parsed<T> {
        @Override
        public <R> R fold(Function<T, R> onValue, Function<Problem, R> onProblem) {
            return onProblem.apply(problem);
        }
    }
}
