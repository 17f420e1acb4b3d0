/** Who is calling: turns what a connection shows into a bot or a human. Imports model only. */
@NullMarked
package botcreds.broker.identity;

import org.jspecify.annotations.NullMarked;
