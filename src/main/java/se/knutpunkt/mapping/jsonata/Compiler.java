package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Jsonata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** From syntax tree to nodes. What it does not know is {@link NotCompiled}. */
final class Compiler {

    private final Paths paths = new Paths(this);
    private final Calls calls;

    Compiler(Map<String, Function<List<?>, Object>> functions) {
        this.calls = new Calls(this, functions);
    }

    /** The functions the expression calls: no variable of the hub may bear such a name. */
    Set<String> called() {
        return calls.called();
    }

    /** A part with the predicates and the grouping behind it. */
    Node compile(Syntax syntax, Names names) {
        if (syntax.type().equals("path")) {
            return paths.compile(syntax, names);
        }
        refuseTuples(syntax);
        List<Filter> filters = filters(syntax.many("predicate"), names);
        Node node = Filter.behind(bare(syntax, names), filters);
        if (syntax.has("group")) {
            Node value = node;
            Grouping grouping = grouping(syntax.one("group"), names);
            node = (in, scope) -> grouping.eval(value.eval(in, scope), scope);
        }
        return isPlain(syntax) && filters.isEmpty() ? node : plain(node, syntax.is("keepArray"));
    }

    /** Ends the evaluation of a part: a sequence stands for what it holds. */
    static Node plain(Node node, boolean keepArray) {
        return keepArray
                ? (in, scope) -> Sequences.kept(node.eval(in, scope))
                : (in, scope) -> Sequences.plain(node.eval(in, scope));
    }

    /** Whether it never is a sequence. */
    private static boolean isPlain(Syntax syntax) {
        return switch (syntax.type()) {
            case "string", "number", "value", "binary", "unary" -> true;
            default -> false;
        };
    }

    private Node bare(Syntax syntax, Names names) {
        return switch (syntax.type()) {
            case "name" -> name((String) syntax.value());
            case "string", "number" -> constant(syntax.value());
            case "value" -> constant(syntax.value() == null ? Jsonata.NULL_VALUE : syntax.value());
            case "variable" -> variable((String) syntax.value(), names);
            case "binary" -> binary(syntax, names);
            case "unary" -> unary(syntax, names);
            case "condition" -> condition(syntax, names);
            case "block" -> block(syntax, names);
            case "function" -> calls.call(syntax, names);
            case "apply" -> calls.apply(syntax, names);
            default -> throw new NotCompiled(syntax.type());
        };
    }

    /** {@code %}, {@code @} and {@code #}. */
    static void refuseTuples(Syntax syntax) {
        for (String mark : List.of("tuple", "focus", "index", "ancestor", "seekingParent")) {
            if (syntax.has(mark)) {
                throw new NotCompiled("%, @ or #");
            }
        }
    }

    static Node constant(Object value) {
        return (in, scope) -> value;
    }

    private static Node name(String name) {
        return (in, scope) -> com.dashjoin.jsonata.Functions.lookup(in, name);
    }

    private Node variable(String name, Names names) {
        if (name.isEmpty()) {
            return (in, scope) -> Sequences.context(in);
        }
        if (name.equals("$")) {
            return (in, scope) -> scope.root();
        }
        Names.Place place = names.find(name);
        if (place == null) {
            if (calls.isFunction(name)) {
                throw new NotCompiled("$" + name + " as a value");
            }
            return (in, scope) -> scope.variable(name);
        }
        if (place.parameters() != Names.NO_FUNCTION) {
            throw new NotCompiled("a lambda as a value");
        }
        return local(place);
    }

    static Node local(Names.Place place) {
        int hops = place.hops();
        int slot = place.slot();
        return (in, scope) -> scope.local(hops, slot);
    }

    private Node binary(Syntax syntax, Names names) {
        Node left = compile(syntax.one("lhs"), names);
        Syntax right = syntax.one("rhs");
        if (syntax.sign().equals("in") && isListOfConstants(right)) {
            List<Object> constants = new ArrayList<>();
            right.many("expressions").forEach(one -> constants.add(one.value()));
            return (in, scope) -> Operators.isIn(left.eval(in, scope), constants);
        }
        return Operators.of(syntax.sign(), left, compile(right, names));
    }

    private static boolean isListOfConstants(Syntax syntax) {
        return syntax.type().equals("unary")
                && syntax.sign().equals("[")
                && !syntax.has("predicate")
                && !syntax.has("group")
                && syntax.many("expressions").stream().allMatch(Compiler::isConstant);
    }

    private static boolean isConstant(Syntax syntax) {
        return (syntax.type().equals("string") || syntax.type().equals("number"))
                && !syntax.has("predicate")
                && !syntax.has("group");
    }

    private Node unary(Syntax syntax, Names names) {
        return switch (syntax.sign()) {
            case "-" -> Operators.minus(compile(syntax.one("expression"), names));
            case "[" -> ArrayConstructor.of(this, syntax, names);
            case "{" -> grouping(syntax, names);
            default -> throw new NotCompiled("sign " + syntax.sign());
        };
    }

    Grouping grouping(Syntax syntax, Names names) {
        List<Syntax> keys = syntax.pairs(0);
        List<Node> values = all(syntax.pairs(1), names);
        List<String> written = null;
        if (keys.stream().allMatch(key -> key.type().equals("string") && isConstant(key))) {
            written = keys.stream().map(key -> (String) key.value()).toList();
            if (new HashSet<>(written).size() < written.size()) {
                throw new NotCompiled("a key twice");
            }
        }
        return new Grouping(all(keys, names), values, written);
    }

    private Node condition(Syntax syntax, Names names) {
        return condition(syntax, names, part -> compile(part, names));
    }

    /**
     * @param branch compiles what follows the condition
     */
    Node condition(Syntax syntax, Names names, Function<Syntax, Node> branch) {
        Node condition = compile(syntax.one("condition"), names);
        Node yes = branch.apply(syntax.one("then"));
        Node no = syntax.has("_else") ? branch.apply(syntax.one("_else")) : constant(null);
        return (in, scope) ->
                Sequences.truth(condition.eval(in, scope))
                        ? yes.eval(in, scope)
                        : no.eval(in, scope);
    }

    private Node block(Syntax syntax, Names names) {
        return Block.of(this, syntax, names, (part, inner) -> compile(part, inner));
    }

    Lambda lambda(Syntax syntax, Names names) {
        return calls.lambda(syntax, names);
    }

    List<Filter> filters(List<Syntax> predicates, Names names) {
        List<Filter> filters = new ArrayList<>();
        for (Syntax predicate : predicates) {
            if (!predicate.type().equals("filter")) {
                throw new NotCompiled(predicate.type());
            }
            Syntax condition = predicate.one("expr");
            filters.add(
                    condition.type().equals("number")
                            ? Filter.at(((Number) condition.value()).intValue())
                            : Filter.where(compile(condition, names)));
        }
        return filters;
    }

    List<Node> all(List<Syntax> parts, Names names) {
        return parts.stream().map(part -> compile(part, names)).toList();
    }
}
