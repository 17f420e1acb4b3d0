/** Runs a program that has access while it runs, and has none afterwards. */
@NullMarked
package botcreds.command.exec;

import org.jspecify.annotations.NullMarked;
