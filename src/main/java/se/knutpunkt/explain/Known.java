package se.knutpunkt.explain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import se.knutpunkt.backend.Line;

/**
 * What the variables of a call hold.
 *
 * @param values by name: backend, line, facility, logicalAddress; absent when not known
 */
record Known(Map<String, String> values) {
    static final String LOGICAL_ADDRESS = "logicalAddress";

    /** The same at a national partner, which has a logical address of its own, or none. */
    Known at(Optional<Line> line) {
        if (line.isEmpty() || line.get().backend().national() == null) {
            return this;
        }
        Map<String, String> own = new HashMap<>(values);
        String address = line.get().backend().national().logicalAddress();
        if (address == null) {
            own.remove(LOGICAL_ADDRESS);
        } else {
            own.put(LOGICAL_ADDRESS, address);
        }
        return new Known(own);
    }

    /** The text with the variables filled in that are known. */
    String in(String text) {
        String filled = text;
        for (Map.Entry<String, String> one : values.entrySet()) {
            filled = filled.replace("${variable." + one.getKey() + "}", one.getValue());
        }
        return filled;
    }
}
