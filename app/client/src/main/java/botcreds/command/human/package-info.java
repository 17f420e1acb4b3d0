/**
 * What people say to the broker: who they are, what waits, their yes and no, and ending what went wrong.
 */
@NullMarked
package botcreds.command.human;

import org.jspecify.annotations.NullMarked;
