package botcreds.client;

import java.io.IOException;
import java.util.Optional;

/** No answer came: no connection, a broken one, or silence. What was asked may stand; asking the same again joins it. */
public final class BrokerUnreachable extends BrokerException {
    BrokerUnreachable(String url, Optional<String> requestId, IOException cause) {
        super(
                "unreachable",
                "The broker at " + url + " gave no answer: " + cause + ".",
                "Check the URL and that the broker runs, then ask the same again; a request that stands is joined.",
                requestId,
                cause);
    }

    @Override
    public boolean isTemporary() {
        return true;
    }
}
