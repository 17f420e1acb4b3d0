/** The edge for bots and scripts: JSON over servlets, problem details, long-poll. Imports access, identity and model. */
@NullMarked
package botcreds.broker.http;

import org.jspecify.annotations.NullMarked;
