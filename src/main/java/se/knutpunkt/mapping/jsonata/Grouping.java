package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Utils.JList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code {key: value, ...}}: an object of one item, or of many, which are grouped by key. A value
 * that is nothing has no field.
 */
final class Grouping implements Node {

    private final Node[] keys;
    private final Node[] values;

    /** The keys, when all of them are written out and differ. */
    private final String[] names;

    private record Group(int pair, Object data) {}

    Grouping(List<Node> keys, List<Node> values, List<String> names) {
        this.keys = keys.toArray(Node[]::new);
        this.values = values.toArray(Node[]::new);
        this.names = names == null ? null : names.toArray(String[]::new);
    }

    @Override
    public Object eval(Object input, Scope scope) {
        if (Sequences.isList(input)) {
            return grouped((List<?>) input, scope);
        }
        return names == null ? grouped(Sequences.of(input), scope) : object(input, scope);
    }

    private Map<Object, Object> object(Object input, Scope scope) {
        Map<Object, Object> object = new LinkedHashMap<>(values.length * 4 / 3 + 1);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i].eval(input, scope);
            if (value != null) {
                object.put(names[i], value);
            }
        }
        return object;
    }

    private Map<Object, Object> grouped(List<?> given, Scope scope) {
        List<?> items = given.isEmpty() ? oneOfNothing(given) : given;
        Map<Object, Group> groups = new LinkedHashMap<>();
        for (Object item : items) {
            for (int pair = 0; pair < keys.length; pair++) {
                Object key = keys[pair].eval(item, scope);
                if (key != null) {
                    add(groups, key, pair, item);
                }
            }
        }
        Map<Object, Object> object = new LinkedHashMap<>();
        groups.forEach(
                (key, group) -> {
                    Object value = values[group.pair].eval(group.data, scope);
                    if (value != null) {
                        object.put(key, value);
                    }
                });
        return object;
    }

    private static void add(Map<Object, Group> groups, Object key, int pair, Object item) {
        Group known = groups.get(key);
        if (!(key instanceof String) || known != null && known.pair != pair) {
            throw new Deviation();
        }
        Object data = known == null ? item : Functions.append(known.data, item);
        groups.put(key, new Group(pair, data));
    }

    /** The library puts nothing into the empty list itself, which may be one of the input. */
    private static List<?> oneOfNothing(List<?> empty) {
        if (!(empty instanceof JList<?> list) || !list.sequence) {
            throw new Deviation();
        }
        return Sequences.of(null);
    }
}
