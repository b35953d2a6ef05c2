package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Utils.JList;
import java.util.List;

/** A step of a path: from the items before it to those behind it. */
interface Step {

    /**
     * @param last whether it is the path's last: a list that is its only result stays as it is
     */
    List<Object> apply(List<?> items, Scope scope, boolean last);

    /** A step that is evaluated for each item. */
    static Step each(Node node, List<Filter> filters) {
        Node filtered = Filter.behind(node, filters);
        return (items, scope, last) -> {
            JList<Object> results = Sequences.empty();
            for (int i = 0; i < items.size(); i++) {
                Object result = filtered.eval(items.get(i), scope);
                if (result != null) {
                    results.add(result);
                }
            }
            return Sequences.flat(results, last);
        };
    }

    /** {@code ^(...)}: orders the items. */
    static Step sort(Sorting sorting, List<Filter> filters) {
        return (items, scope, last) -> {
            List<Object> sorted = sorting.of(items, scope);
            for (Filter filter : filters) {
                sorted = filter.apply(sorted, scope);
            }
            return sorted;
        };
    }
}
