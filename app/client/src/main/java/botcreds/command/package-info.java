/**
 * The {@code botcreds} command. {@link botcreds.command.Main} sends what git and shims call to its own small classes, so that picocli is\n * loaded for people only.
 */
@NullMarked
package botcreds.command;

import org.jspecify.annotations.NullMarked;
