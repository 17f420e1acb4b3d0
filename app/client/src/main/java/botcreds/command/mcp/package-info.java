/**
 * A server of the Model Context Protocol on stdin and stdout: an agent asks for access in its own words, and uses git and gh
 * as usual afterwards. No token is ever in an answer. The few messages are spoken by hand; the official library would make
 * the command eight times as large.
 */
@NullMarked
package botcreds.command.mcp;

import org.jspecify.annotations.NullMarked;
