/** Who is calling: turns a connection's proof into a bot. Imports policy and model. */
@NullMarked
package botcreds.broker.identity;

import org.jspecify.annotations.NullMarked;
