package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Utils.JList;
import com.dashjoin.jsonata.Utils.RangeList;
import java.util.List;

/** {@code [a, b]}: lists among the values are taken apart, but for array constructors. */
final class ArrayConstructor {

    private ArrayConstructor() {}

    static Node of(Compiler compiler, Syntax syntax, Names names) {
        List<Syntax> parts = syntax.many("expressions");
        Node[] values = compiler.all(parts, names).toArray(Node[]::new);
        boolean[] whole = new boolean[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = parts.get(i).sign().equals("[");
        }
        boolean marked = syntax.is("consarray");
        return (in, scope) -> {
            List<Object> list = list(values, whole, in, scope);
            if (marked) {
                JList<Object> constructed =
                        list instanceof JList<Object> same ? same : new JList<>(list);
                constructed.cons = true;
                return constructed;
            }
            return list;
        };
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Node[] values, boolean[] whole, Object in, Scope scope) {
        List<Object> list = new JList<>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i].eval(in, scope);
            if (value instanceof List<?> several && !whole[i]) {
                if (isRange(list) || isRange(value)) {
                    list = (List<Object>) Functions.append(list, value);
                } else {
                    list.addAll(several);
                }
            } else if (value != null) {
                if (isRange(list) && !whole[i]) {
                    list = new JList<>(list);
                }
                list.add(value);
            }
        }
        return list;
    }

    /** Numbers not yet written out; the library keeps one that is alone. */
    private static boolean isRange(Object value) {
        return value instanceof RangeList;
    }
}
