/** Policy kept in git: fetched, proven to be newer, and changed by pull request or push. The only room that knows JGit. */
@NullMarked
package botcreds.broker.gitpolicy;

import org.jspecify.annotations.NullMarked;
