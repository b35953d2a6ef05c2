package se.knutpunkt.mapping.jsonata;

import java.util.ArrayList;
import java.util.List;

/** The terms of {@code ^(a, >b)}; each is evaluated once for an item. */
record Sorting(List<Term> terms) {

    record Term(Node node, boolean descending) {}

    private static final class Item {
        private final Object value;
        private final Object[] keys;
        private final boolean[] known;

        Item(Object value, int terms) {
            this.value = value;
            this.keys = new Object[terms];
            this.known = new boolean[terms];
        }

        Object key(int index, Node node, Scope scope) {
            if (!known[index]) {
                keys[index] = node.eval(value, scope);
                known[index] = true;
            }
            return keys[index];
        }
    }

    /** A list of its own, or the same one when there is nothing to sort. */
    @SuppressWarnings("unchecked")
    List<Object> of(List<?> list, Scope scope) {
        if (list.size() <= 1) {
            return (List<Object>) list;
        }
        List<Item> items = new ArrayList<>(list.size());
        for (Object value : list) {
            items.add(new Item(value, terms.size()));
        }
        items.sort((a, b) -> compare(a, b, scope));
        List<Object> sorted = new ArrayList<>(items.size());
        for (Item item : items) {
            sorted.add(item.value);
        }
        return sorted;
    }

    private int compare(Item a, Item b, Scope scope) {
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            int order = order(a.key(i, term.node, scope), b.key(i, term.node, scope), term);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Nothing comes last, in either direction. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int order(Object a, Object b, Term term) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? 1 : -1;
        }
        boolean ordered = a instanceof String || a instanceof Number;
        if (!ordered || a.getClass() != b.getClass()) {
            throw new Deviation();
        }
        if (a.equals(b)) {
            return 0;
        }
        int order = ((Comparable) a).compareTo(b) < 0 ? -1 : 1;
        return term.descending ? -order : order;
    }
}
