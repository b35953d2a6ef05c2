package se.knutpunkt.parked;

import java.util.List;
import java.util.Set;

/** Some of the pages below {@code /ops/notifications}. */
interface Desk {

    /**
     * One page.
     *
     * @param pattern below {@code /ops/notifications}; a star stands for one part
     * @param parameters the names it knows
     */
    record Page(String method, String pattern, Set<String> parameters, Handler handler) {}

    /** Answers with what is written as JSON, or with a {@link Csv}. */
    interface Handler {
        Object handle(OpsRequest request);
    }

    /** A table, as text. */
    record Csv(String text) {}

    List<Page> pages();
}
