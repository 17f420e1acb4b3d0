/** Measurements of the broker, to be run by hand: {@code mvn -Pbench}. Nothing here is a test, and no build waits for it. */
@NullMarked
package botcreds.broker.bench;

import org.jspecify.annotations.NullMarked;
