/** Mints, verifies and revokes at GitHub as the App. Imports model only. */
@NullMarked
package botcreds.broker.github;

import org.jspecify.annotations.NullMarked;
