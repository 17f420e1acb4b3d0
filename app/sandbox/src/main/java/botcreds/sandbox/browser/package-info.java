/** A browser for tests of pages. Imports nothing of the rest. */
@NullMarked
package botcreds.sandbox.browser;

import org.jspecify.annotations.NullMarked;
