/** What policy.yaml says: read strictly, compiled once, decided without I/O, and written back by Remember. Imports model only. */
@NullMarked
package botcreds.broker.policy;

import org.jspecify.annotations.NullMarked;
