package botcreds.broker.dashboard;

import java.time.Instant;
import java.util.Optional;

/**
 * What is around every page.
 *
 * @param place   which word of the navigation is lit; empty for none
 * @param visitor who looks; empty for nobody, and then there is no navigation
 * @param now     what relative times are relative to
 */
record Frame(String title, String place, Optional<Visitor> visitor, Instant now) {
    String current(String word) {
        return place.equals(word) ? "page" : "false";
    }
}
