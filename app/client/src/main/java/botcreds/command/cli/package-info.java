/**
 * What people type: subcommands, options, help, exit codes. The only package that knows picocli.
 */
@NullMarked
package botcreds.command.cli;

import org.jspecify.annotations.NullMarked;
