/**
 * What people type: subcommands, options, help, exit codes. With {@code human}, the only packages that know picocli.
 */
@NullMarked
package botcreds.command.cli;

import org.jspecify.annotations.NullMarked;
