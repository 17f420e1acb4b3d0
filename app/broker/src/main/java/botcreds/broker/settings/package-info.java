/** Configuration from the environment, read once and checked as a whole. Imports model only. */
@NullMarked
package botcreds.broker.settings;

import org.jspecify.annotations.NullMarked;
