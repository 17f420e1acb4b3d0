/** Which node of several does what must be done once, and what is done again and again. Imports store and model. */
@NullMarked
package botcreds.broker.duty;

import org.jspecify.annotations.NullMarked;
