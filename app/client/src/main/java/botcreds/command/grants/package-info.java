/**
 * What the bot has been given: kept in small files of its user's own, renewed before it ends, asked for when it is missing.
 */
@NullMarked
package botcreds.command.grants;

import org.jspecify.annotations.NullMarked;
