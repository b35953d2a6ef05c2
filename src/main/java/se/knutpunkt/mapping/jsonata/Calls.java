package se.knutpunkt.mapping.jsonata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Compiles calls, of the hub's functions, of JSONata's and of lambdas, and lambdas. */
final class Calls {

    private final Compiler compiler;
    private final Map<String, Function<List<?>, Object>> functions;
    private final Set<String> called = new TreeSet<>();

    /** Which context a function sees: of the call, or in a lambda's tail of the lambda's call. */
    private interface Context {
        Object of(Object input, Scope scope);
    }

    private static final Context HERE = (in, scope) -> in;
    private static final Context CALLER = (in, scope) -> scope.caller();

    Calls(Compiler compiler, Map<String, Function<List<?>, Object>> functions) {
        this.compiler = compiler;
        this.functions = functions;
    }

    Set<String> called() {
        return called;
    }

    boolean isFunction(String name) {
        return functions.containsKey(name) || LibraryFunction.isKnown(name);
    }

    Node call(Syntax syntax, Names names) {
        return call(syntax, null, names, HERE);
    }

    /** {@code value ~> $function(...)}: the value is its first argument. */
    Node apply(Syntax syntax, Names names) {
        Syntax function = syntax.one("rhs");
        if (!function.type().equals("function")) {
            throw new NotCompiled("~> without a call");
        }
        return call(function, syntax.one("lhs"), names, HERE);
    }

    private Node call(Syntax syntax, Syntax first, Names names, Context context) {
        List<Syntax> arguments = new ArrayList<>(syntax.many("arguments"));
        if (first != null) {
            arguments.add(0, first);
        }
        Syntax procedure = syntax.one("procedure");
        if (!procedure.type().equals("variable") || procedure.has("predicate")) {
            throw new NotCompiled("a call of " + procedure.type());
        }
        String name = (String) procedure.value();
        Names.Place place = names.find(name);
        if (place != null) {
            return callOfLambda(place, compiler.all(arguments, names), context);
        }
        called.add(name);
        if (functions.containsKey(name)) {
            return callOfOwn(functions.get(name), compiler.all(arguments, names));
        }
        if (HigherOrder.has(name, arguments.size())) {
            Node start = arguments.size() > 2 ? compiler.compile(arguments.get(2), names) : null;
            Node list = compiler.compile(arguments.get(0), names);
            return HigherOrder.of(name, list, callee(arguments.get(1), names), start);
        }
        LibraryFunction function = LibraryFunction.find(name, arguments.size());
        if (function == null) {
            throw new NotCompiled("no function $" + name);
        }
        Node[] values = arguments.stream().map(one -> argument(one, names)).toArray(Node[]::new);
        return (in, scope) -> function.call(values(values, in, scope), context.of(in, scope));
    }

    private static Node callOfOwn(Function<List<?>, Object> function, List<Node> arguments) {
        Node[] values = arguments.toArray(Node[]::new);
        return (in, scope) -> function.apply(Arrays.asList(values(values, in, scope)));
    }

    private static Node callOfLambda(Names.Place place, List<Node> arguments, Context context) {
        if (place.parameters() == Names.NO_FUNCTION || arguments.size() < place.parameters()) {
            throw new NotCompiled("a call of a lambda with too few arguments");
        }
        Node closure = Compiler.local(place);
        Node[] values = arguments.toArray(Node[]::new);
        return (in, scope) ->
                ((Lambda.Closure) closure.eval(in, scope))
                        .call(values(values, in, scope), context.of(in, scope));
    }

    private static Object[] values(Node[] nodes, Object in, Scope scope) {
        Object[] values = new Object[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            values[i] = nodes[i].eval(in, scope);
        }
        return values;
    }

    /** A regular expression is known to the library's functions only. */
    private Node argument(Syntax syntax, Names names) {
        return syntax.type().equals("regex") && !syntax.has("predicate") && !syntax.has("group")
                ? Compiler.constant(syntax.value())
                : compiler.compile(syntax, names);
    }

    private HigherOrder.Callee callee(Syntax syntax, Names names) {
        if (syntax.type().equals("lambda")) {
            Lambda lambda = lambda(syntax, names);
            return new HigherOrder.Callee(lambda::at, lambda.parameters());
        }
        Names.Place place =
                syntax.type().equals("variable") && !syntax.has("predicate")
                        ? names.find((String) syntax.value())
                        : null;
        if (place == null || place.parameters() == Names.NO_FUNCTION) {
            throw new NotCompiled("a function that is no lambda");
        }
        return new HigherOrder.Callee(Compiler.local(place), place.parameters());
    }

    Lambda lambda(Syntax syntax, Names names) {
        if (syntax.has("signature") || syntax.has("predicate") || syntax.has("group")) {
            throw new NotCompiled("a lambda with a signature or a predicate");
        }
        List<String> parameters =
                syntax.many("arguments").stream().map(one -> one.value().toString()).toList();
        Names inner = names.lambda(parameters);
        return new Lambda(parameters.size(), body(syntax.one("body"), inner, 0));
    }

    /**
     * The body of a lambda. A call in its tail is made by the lambda's caller: its result is not
     * yet {@link Sequences#plain}, and its context is the caller's.
     *
     * @param depth how many blocks and conditions are around the part
     */
    private Node body(Syntax syntax, Names names, int depth) {
        boolean bare = !syntax.has("predicate") && !syntax.has("group") && !syntax.is("keepArray");
        if (syntax.type().equals("tail")) {
            return call(syntax.one("body"), null, names, CALLER);
        }
        if (bare && syntax.type().equals("condition")) {
            return compiler.condition(syntax, names, part -> body(part, names, depth + 1));
        }
        if (bare && syntax.type().equals("block")) {
            return Block.of(compiler, syntax, names, (part, inner) -> body(part, inner, depth + 1));
        }
        Node node = compiler.compile(syntax, names);
        for (int i = 0; i < depth; i++) {
            node = Compiler.plain(node, false);
        }
        return node;
    }
}
