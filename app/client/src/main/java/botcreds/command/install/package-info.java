/** Makes git, gh and commits on this machine use botcreds, shows before what changes, and takes it back. */
@NullMarked
package botcreds.command.install;

import org.jspecify.annotations.NullMarked;
