/**
 * Where the command finds its broker, its key and its habits: options, environment, one small file.
 */
@NullMarked
package botcreds.command.config;

import org.jspecify.annotations.NullMarked;
