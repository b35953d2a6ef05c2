package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Parser;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * A node of the library's syntax tree, read by reflection since most of its fields are not public.
 * Used while the hub starts only.
 */
record Syntax(Parser.Symbol symbol) {

    static Syntax of(String text) {
        return new Syntax(new Parser().parse(text));
    }

    /** The kind of node, for instance {@code path}; the tail call of a lambda is {@code tail}. */
    String type() {
        return is("thunk") ? "tail" : String.valueOf(field("type"));
    }

    Object value() {
        return field("value");
    }

    /** The operator's sign, which the parser gives as text or character. */
    String sign() {
        return String.valueOf(value());
    }

    boolean has(String name) {
        return field(name) != null;
    }

    boolean is(String name) {
        return (boolean) field(name);
    }

    /** A child; null when there is none. */
    Syntax one(String name) {
        Object child = field(name);
        return child == null ? null : new Syntax((Parser.Symbol) child);
    }

    List<Syntax> many(String name) {
        List<Syntax> children = new ArrayList<>();
        if (field(name) instanceof List<?> list) {
            list.forEach(child -> children.add(new Syntax((Parser.Symbol) child)));
        }
        return children;
    }

    /** The keys, or the values, of an object constructor. */
    List<Syntax> pairs(int which) {
        return symbol.lhsObject.stream().map(pair -> new Syntax(pair[which])).toList();
    }

    private Object field(String name) {
        try {
            Field field = Parser.Symbol.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(symbol);
        } catch (ReflectiveOperationException e) {
            throw new NotCompiled("the library's syntax tree has no " + name);
        }
    }
}
