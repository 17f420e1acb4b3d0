/**
 * What the command prints: tables for people, JSON, YAML and ids for programs.
 */
@NullMarked
package botcreds.command.output;

import org.jspecify.annotations.NullMarked;
