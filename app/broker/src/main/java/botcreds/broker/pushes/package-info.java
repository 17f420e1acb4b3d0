/**
 * Whether what was pushed is attributed as the policy demands. Imports credentials, errands, policy, store, github and model.
 */
@NullMarked
package botcreds.broker.pushes;

import org.jspecify.annotations.NullMarked;
