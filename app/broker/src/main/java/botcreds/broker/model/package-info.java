/** The words of the domain: immutable values that refuse what cannot be. No I/O, no framework, imports nothing of ours. */
@NullMarked
package botcreds.broker.model;

import org.jspecify.annotations.NullMarked;
