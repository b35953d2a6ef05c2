package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils.JList;
import java.util.ArrayList;
import java.util.List;

/** The functions of JSONata that call a function: {@code $map}, {@code $filter} and their like. */
final class HigherOrder {

    /** Where a function is written, or the variable that holds it. */
    record Callee(Node closure, int parameters) {

        Lambda.Closure at(Object input, Scope scope) {
            return (Lambda.Closure) closure.eval(input, scope);
        }
    }

    private interface Body {
        Object apply(List<?> items, Lambda.Closure function);
    }

    private HigherOrder() {}

    static boolean has(String name, int arguments) {
        return switch (name) {
            case "map", "filter", "sort" -> arguments == 2;
            case "reduce" -> arguments == 2 || arguments == 3;
            default -> false;
        };
    }

    /** The call; what the function demands beyond what it is given is not compiled. */
    static Node of(String name, Node list, Callee callee, Node start) {
        boolean fits =
                name.equals("reduce")
                        ? callee.parameters >= 2 && callee.parameters <= 4
                        : callee.parameters <= (name.equals("sort") ? 2 : 3);
        if (!fits) {
            throw new NotCompiled("the number of parameters of the function of $" + name);
        }
        return switch (name) {
            case "map" -> over(list, callee, (items, function) -> map(items, function));
            case "filter" -> over(list, callee, (items, function) -> filter(items, function));
            case "sort" -> over(list, callee, (items, function) -> sort(items, function));
            default -> reduce(list, callee, start);
        };
    }

    /** The interpreter too evaluates the list first; a value is a list of one. */
    private static Node over(Node list, Callee callee, Body body) {
        return (in, scope) -> {
            List<?> items = items(list.eval(in, scope));
            return items == null ? null : body.apply(items, callee.at(in, scope));
        };
    }

    private static List<?> items(Object value) {
        if (value == null || value == Jsonata.NULL_VALUE) {
            return null;
        }
        if (value instanceof List<?> list) {
            return list;
        }
        List<Object> one = new ArrayList<>(1);
        one.add(value);
        return one;
    }

    private static Object map(List<?> items, Lambda.Closure function) {
        JList<Object> results = Sequences.empty();
        for (int i = 0; i < items.size(); i++) {
            Object result = call(function, items, i);
            if (result != null) {
                results.add(result);
            }
        }
        return results;
    }

    private static Object filter(List<?> items, Lambda.Closure function) {
        JList<Object> results = Sequences.empty();
        for (int i = 0; i < items.size(); i++) {
            if (Sequences.truth(call(function, items, i))) {
                results.add(items.get(i));
            }
        }
        return results;
    }

    private static Object call(Lambda.Closure function, List<?> items, int index) {
        return function.call(new Object[] {items.get(index), index, items}, null);
    }

    /** The function says whether two items are to change places. */
    private static Object sort(List<?> items, Lambda.Closure function) {
        if (items.size() <= 1) {
            return items;
        }
        List<Object> sorted = new ArrayList<>(items);
        sorted.sort(
                (a, b) -> {
                    Object swap = function.call(new Object[] {a, b}, null);
                    return swap == null ? 0 : Sequences.truth(swap) ? 1 : -1;
                });
        return sorted;
    }

    private static Node reduce(Node list, Callee callee, Node start) {
        return (in, scope) -> {
            List<?> items = items(list.eval(in, scope));
            Lambda.Closure function = callee.at(in, scope);
            Object first = start == null ? null : start.eval(in, scope);
            if (items == null) {
                return null;
            }
            boolean own = first == null && !items.isEmpty();
            Object result = own ? items.get(0) : first;
            for (int i = own ? 1 : 0; i < items.size(); i++) {
                result = function.call(new Object[] {result, items.get(i), i, items}, null);
            }
            return result;
        };
    }
}
