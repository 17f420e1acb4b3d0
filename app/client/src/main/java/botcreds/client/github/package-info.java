/** The github-api library (org.kohsuke) with a token that stays fresh. The library is the caller's to bring. */
@NullMarked
package botcreds.client.github;

import org.jspecify.annotations.NullMarked;
