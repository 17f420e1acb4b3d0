package botcreds.broker.gitpolicy;

import botcreds.broker.model.Secret;
import java.io.IOException;
import java.util.Optional;

/** What is shown to the remote over https, as the password of {@code x-access-token}. Thread-safe. */
interface Keys extends AutoCloseable {
    /** One that can read; empty when the remote asks for none. */
    Optional<Secret> toRead() throws IOException;

    /** One that can write, for one push; it is given back afterwards. */
    Optional<Secret> toWrite() throws IOException;

    /** The push is over, whatever became of it. */
    void giveBack(Optional<Secret> written);

    /** The remote did not take the one to read with; the next is to be another, if there is one. */
    void refused();

    @Override
    void close();
}
