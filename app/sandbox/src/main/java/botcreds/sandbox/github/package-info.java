/**
 * A GitHub for one's own machine: App API, real git over smart HTTP, a ledger of every call and switches for faults.
 * It stands alone; it imports nothing of ours.
 */
@NullMarked
package botcreds.sandbox.github;

import org.jspecify.annotations.NullMarked;
