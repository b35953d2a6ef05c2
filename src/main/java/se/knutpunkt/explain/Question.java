package se.knutpunkt.explain;

import java.util.List;
import java.util.Map;
import se.knutpunkt.error.Problem;

/**
 * What is to be explained.
 *
 * @param operation an operationId of the contract
 * @param region a county code, or null
 * @param facility a facility's id as the API gives it, or null
 */
record Question(String operation, String region, String facility) {

    static final List<String> NAMES = List.of("operation", "region", "facility");

    /** A problem that says what is wrong with the question; never repeats what was asked. */
    static Problem wrong(String code, String where, String what) {
        return Problem.of(code).errors(List.of(Map.of("where", where, "what", what)));
    }
}
