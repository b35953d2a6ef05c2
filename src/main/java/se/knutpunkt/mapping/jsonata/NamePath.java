package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils.JList;
import java.util.List;
import java.util.Map;

/**
 * {@code a.b.c} or {@code $v.a.b}: from map to map without a list of its own. Where the input has a
 * list, the general path goes on.
 */
final class NamePath implements Node {

    private final Node start;
    private final String[] names;
    private final Path path;

    /**
     * @param start the variable it starts with, or null
     * @param path the same path in its general form
     */
    NamePath(Node start, List<String> names, Path path) {
        this.start = start;
        this.names = names.toArray(String[]::new);
        this.path = path;
    }

    @Override
    public Object eval(Object input, Scope scope) {
        Object at = start == null ? input : start.eval(input, scope);
        if (Sequences.isList(at)) {
            return path.eval(input, scope);
        }
        int last = names.length - 1;
        for (int i = 0; i <= last; i++) {
            if (!Sequences.isObject(at)) {
                return null;
            }
            Map<?, ?> map = (Map<?, ?>) at;
            Object value = map.get(names[i]);
            if (value == null) {
                return i == last && map.containsKey(names[i]) ? Jsonata.NULL_VALUE : null;
            }
            if (Sequences.isList(value)) {
                return i == last && !(value instanceof JList)
                        ? value
                        : path.follow(Sequences.of(at), start == null ? i : i + 1, scope);
            }
            at = value;
        }
        return at;
    }
}
