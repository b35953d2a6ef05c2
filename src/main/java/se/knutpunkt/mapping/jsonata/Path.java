package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Utils.JList;
import java.util.List;

/**
 * Steps one after the other, over lists. Paths of names alone are a {@link NamePath} as long as
 * they meet no list.
 */
final class Path implements Node {

    /**
     * @param absolute starts with a variable, so the context is one item even when it is a list
     * @param constructor the array constructor it starts with, evaluated once; null for another
     * @param keepSingleton whether {@code []} stands in it
     * @param grouping the {@code {...}} behind it, or null
     */
    record Form(boolean absolute, Node constructor, boolean keepSingleton, Grouping grouping) {}

    private final Step[] steps;
    private final Form form;

    Path(List<Step> steps, Form form) {
        this.steps = steps.toArray(Step[]::new);
        this.form = form;
    }

    @Override
    public Object eval(Object input, Scope scope) {
        List<?> items =
                input instanceof List<?> list && !form.absolute ? list : Sequences.of(input);
        return follow(items, 0, scope);
    }

    /** Goes on at a step, with the items before it. */
    @SuppressWarnings("unchecked")
    Object follow(List<?> items, int first, Scope scope) {
        List<Object> results = (List<Object>) items;
        for (int i = first; i < steps.length; i++) {
            results =
                    i == 0 && form.constructor != null
                            ? (List<Object>) form.constructor.eval(results, scope)
                            : steps[i].apply(results, scope, i == steps.length - 1);
            if (results == null || results.isEmpty()) {
                break;
            }
        }
        if (form.keepSingleton) {
            results = keepSingleton(results);
        }
        return form.grouping == null ? results : form.grouping.eval(results, scope);
    }

    private static List<Object> keepSingleton(List<Object> results) {
        JList<Object> list =
                results instanceof JList<Object> marked ? marked : new JList<>(results);
        if (list.cons && !list.sequence) {
            list = Sequences.of(list);
        }
        list.keepSingleton = true;
        return list;
    }
}
