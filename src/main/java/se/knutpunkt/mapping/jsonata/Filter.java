package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Utils;
import com.dashjoin.jsonata.Utils.JList;
import java.util.List;

/** {@code [condition]} or {@code [number]}: which items of a list stay. */
final class Filter {

    private final Integer position;
    private final Node condition;

    private Filter(Integer position, Node condition) {
        this.position = position;
        this.condition = condition;
    }

    static Filter at(int position) {
        return new Filter(position, null);
    }

    static Filter where(Node condition) {
        return new Filter(null, condition);
    }

    /** What stays of the value, as a list; something that is no list counts as its only item. */
    List<Object> apply(Object value, Scope scope) {
        List<?> items = value instanceof List<?> list ? list : Sequences.of(value);
        return position != null ? at(items) : where(items, scope);
    }

    @SuppressWarnings("unchecked")
    private List<Object> at(List<?> items) {
        int index = position < 0 ? items.size() + position : position;
        Object item = index < items.size() ? items.get(index) : null;
        if (item instanceof List<?> list) {
            return (List<Object>) list;
        }
        return item == null ? Sequences.empty() : Sequences.of(item);
    }

    private List<Object> where(List<?> items, Scope scope) {
        JList<Object> found = Sequences.empty();
        int size = items.size();
        for (int index = 0; index < size; index++) {
            Object item = items.get(index);
            Object answer = condition.eval(item, scope);
            if (answer instanceof Boolean yes) {
                if (yes) {
                    found.add(item);
                }
            } else {
                take(found, item, answer, index, size);
            }
        }
        return found;
    }

    /** Numbers are positions, which may name an item more than once. */
    private static void take(JList<Object> found, Object item, Object answer, int index, int size) {
        if (Utils.isNumeric(answer)) {
            addAt(found, item, answer, index, size);
        } else if (Utils.isArrayOfNumbers(answer)) {
            ((List<?>) answer).forEach(one -> addAt(found, item, one, index, size));
        } else if (Sequences.truth(answer)) {
            found.add(item);
        }
    }

    private static void addAt(
            JList<Object> found, Object item, Object position, int index, int size) {
        int wanted = ((Number) position).intValue();
        if ((wanted < 0 ? size + wanted : wanted) == index) {
            found.add(item);
        }
    }

    /** A part with predicates behind it. */
    static Node behind(Node node, List<Filter> filters) {
        if (filters.isEmpty()) {
            return node;
        }
        return (in, scope) -> {
            Object value = node.eval(in, scope);
            for (Filter filter : filters) {
                value = filter.apply(value, scope);
            }
            return value;
        };
    }
}
