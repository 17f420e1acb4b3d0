/** The root: reads settings, wires by hand, starts and stops. The only place that knows Jetty, the clock and the environment. */
@NullMarked
package botcreds.broker;

import org.jspecify.annotations.NullMarked;
