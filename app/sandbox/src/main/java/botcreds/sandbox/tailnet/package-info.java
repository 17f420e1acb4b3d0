/** A tailscaled to ask who is at the other end of a connection. */
@NullMarked
package botcreds.sandbox.tailnet;

import org.jspecify.annotations.NullMarked;
