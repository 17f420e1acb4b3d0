/**
 * The edge for humans: cards, buttons, modals and /botcreds. Imports access and what it answers with out of requests, bots,
 * rules and logins; errands, whose announcements it shows; and model.
 */
@NullMarked
package botcreds.broker.slack;

import org.jspecify.annotations.NullMarked;
