/**
 * What git, and tools like it, start: credential helper, askpass, commit hook, and the settings that make git do so. Must
 * start fast, so nothing here knows picocli, and JSON is only read when the broker is asked.
 */
@NullMarked
package botcreds.command.git;

import org.jspecify.annotations.NullMarked;
