package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One method of the Web API: takes the arguments, gives the whole answer; a refusal is an answer with {@code ok: false}. */
@FunctionalInterface
interface ApiMethod {

    ObjectNode call(ObjectNode arguments);
}
