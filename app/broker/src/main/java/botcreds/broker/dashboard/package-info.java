/** Pages for humans who are signed in, to read and nothing else. Imports model, identity, access. */
@NullMarked
package botcreds.broker.dashboard;

import org.jspecify.annotations.NullMarked;
