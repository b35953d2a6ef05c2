package se.knutpunkt.mapping.jsonata;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** {@code (a; b)}: one statement after the other, of which the last is the value. */
final class Block {

    private Block() {}

    /**
     * @param value compiles the last statement
     */
    static Node of(
            Compiler compiler, Syntax syntax, Names names, BiFunction<Syntax, Names, Node> value) {
        List<Syntax> parts = syntax.many("expressions");
        Set<String> bound = new LinkedHashSet<>();
        for (Syntax part : parts) {
            if (part.type().equals("bind")) {
                bound.add(variable(part));
            }
        }
        Names inner = bound.isEmpty() ? names : names.block(bound);
        Node[] statements = new Node[parts.size()];
        for (int i = 0; i < statements.length; i++) {
            Syntax part = parts.get(i);
            boolean last = i == statements.length - 1;
            if (part.type().equals("bind")) {
                statements[i] = bind(compiler, part, inner, last);
            } else {
                statements[i] = last ? value.apply(part, inner) : compiler.compile(part, inner);
            }
        }
        int slots = bound.size();
        return (in, scope) -> {
            Scope own = slots == 0 ? scope : scope.block(slots);
            Object result = null;
            for (Node statement : statements) {
                result = statement.eval(in, own);
            }
            return result;
        };
    }

    private static String variable(Syntax bind) {
        return String.valueOf(bind.one("lhs").value());
    }

    private static Node bind(Compiler compiler, Syntax bind, Names names, boolean last) {
        Syntax right = bind.one("rhs");
        boolean function = right.type().equals("lambda");
        if (function && last) {
            throw new NotCompiled("a lambda as a value");
        }
        Node value;
        int parameters = Names.NO_FUNCTION;
        if (function) {
            Lambda lambda = compiler.lambda(right, names);
            parameters = lambda.parameters();
            value = lambda::at;
        } else {
            value = compiler.compile(right, names);
        }
        int slot = names.bind(variable(bind), parameters);
        return (in, scope) -> {
            Object result = value.eval(in, scope);
            scope.bind(slot, result);
            return Sequences.plain(result);
        };
    }
}
