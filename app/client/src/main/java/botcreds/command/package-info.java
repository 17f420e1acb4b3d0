/** The {@code botcreds} command: what people and scripts type. Built on {@code botcreds.client}. */
@NullMarked
package botcreds.command;

import org.jspecify.annotations.NullMarked;
