package botcreds.broker.github;

import java.util.function.Function;

/** What was looked for, or why there is no preflight without it. */
sealed interface Found<T> {
    <R> R fold(Function<T, R> onIt, Function<Preflight, R> onNothing);

    /** It was found. */
    record It<T>(T value) implements Found<T> {
        @Override
        public <R> R fold(Function<T, R> onIt, Function<Preflight, R> onNothing) {
            return onIt.apply(value);
        }
    }

    /** It was not. */
    record Nothing<T>(Preflight why) implements Found<T> {
        @Override
        public <R> R fold(Function<T, R> onIt, Function<Preflight, R> onNothing) {
            return onNothing.apply(why);
        }
    }
}
