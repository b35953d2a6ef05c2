package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils.JList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * Whether it is a list. Asks for the classes that occur first: to ask an object for an
     * interface it has not is slow, and is asked at each step.
     */
    static boolean isList(Object value) {
        return value instanceof ArrayList
                || !(value instanceof String || value instanceof LinkedHashMap)
                        && value instanceof List;
    }

    /** Whether it is an object, asked in the same way. */
    static boolean isObject(Object value) {
        return value instanceof LinkedHashMap
                || !(value instanceof String || value instanceof ArrayList) && value instanceof Map;
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

    /** Puts null where JSON's null is, as the caller of an expression expects it. */
    @SuppressWarnings("unchecked")
    static Object withoutNulls(Object value) {
        if (isObject(value)) {
            for (Map.Entry<?, Object> field : ((Map<?, Object>) value).entrySet()) {
                if (field.getValue() == Jsonata.NULL_VALUE) {
                    field.setValue(null);
                } else {
                    withoutNulls(field.getValue());
                }
            }
        } else if (isList(value)) {
            List<Object> list = (List<Object>) value;
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) == Jsonata.NULL_VALUE) {
                    list.set(i, null);
                } else {
                    withoutNulls(list.get(i));
                }
            }
        }
        return value == Jsonata.NULL_VALUE ? null : value;
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
            if (isList(result) && !(result instanceof JList<?> marked && marked.cons)) {
                flat.addAll((List<?>) result);
            } else {
                flat.add(result);
            }
        }
        return flat;
    }
}
