/** JGit with a token that stays fresh. JGit is the caller's to bring. */
@NullMarked
package botcreds.client.jgit;

import org.jspecify.annotations.NullMarked;
