package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils.JList;
import java.util.List;

/**
 * JSONata's sequences: a list that is a sequence stands for its only item, and an empty one for
 * nothing. The library's list carries the marks, so that its functions see what they expect.
 */
final class Sequences {

    private Sequences() {}

    static JList<Object> empty() {
        JList<Object> sequence = new JList<>();
        sequence.sequence = true;
        return sequence;
    }

    static JList<Object> of(Object item) {
        JList<Object> sequence = empty();
        sequence.add(item);
        return sequence;
    }

    static boolean isSequence(Object value) {
        return value instanceof JList<?> list && list.sequence;
    }

    /** The value a sequence stands for; each evaluation of a part ends with it. */
    static Object plain(Object value) {
        if (!(value instanceof JList<?> list) || !list.sequence) {
            return value;
        }
        if (list.isEmpty()) {
            return null;
        }
        return list.size() == 1 && !list.keepSingleton ? list.get(0) : list;
    }

    /** The same for a part that is followed by {@code []}. */
    static Object kept(Object value) {
        if (value instanceof JList<?> list && list.sequence) {
            list.keepSingleton = true;
        }
        return plain(value);
    }

    /** The context, {@code $}: an input that is a list comes wrapped. */
    static Object context(Object input) {
        return input instanceof JList<?> list && list.outerWrapper ? list.get(0) : input;
    }

    static boolean truth(Object value) {
        return value instanceof Boolean known ? known : Jsonata.boolize(value);
    }

    /** The results of a step, one for each item: lists among them are taken apart. */
    @SuppressWarnings("unchecked")
    static List<Object> flat(List<Object> results, boolean last) {
        if (last
                && results.size() == 1
                && results.get(0) instanceof List<?> only
                && !isSequence(only)) {
            return (List<Object>) only;
        }
        JList<Object> flat = empty();
        for (Object result : results) {
            if (result instanceof List<?> list
                    && !(result instanceof JList<?> marked && marked.cons)) {
                flat.addAll(list);
            } else {
                flat.add(result);
            }
        }
        return flat;
    }
}
