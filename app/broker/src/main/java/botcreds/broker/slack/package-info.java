/** The edge for humans: cards, buttons, modals and /botcreds. Imports access and model. */
@NullMarked
package botcreds.broker.slack;

import org.jspecify.annotations.NullMarked;
