/** Keeps a token file fresh for programs that can only read one. */
@NullMarked
package botcreds.command.agent;

import org.jspecify.annotations.NullMarked;
