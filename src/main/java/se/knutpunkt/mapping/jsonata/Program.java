package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Utils.JList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A compiled JSONata expression. It answers as the library's interpreter does, or not at all; it
 * keeps nothing of an evaluation and is shared by all threads.
 */
public final class Program {

    private final Node node;
    private final Set<String> called;

    private Program(Node node, Set<String> called) {
        this.node = node;
        this.called = called;
    }

    /**
     * @param text a whole, correct expression
     * @param functions the hub's own, by name without the dollar sign; null arguments are absent
     * @return empty when it uses what is not compiled (docs/guides/change-a-mapping.md)
     */
    public static Optional<Program> compile(
            String text, Map<String, Function<List<?>, Object>> functions) {
        try {
            return CompilerThread.call(
                    () -> {
                        Compiler compiler = new Compiler(functions);
                        Node node = compiler.compile(Syntax.of(text), Names.none());
                        return Optional.of(new Program(node, compiler.called()));
                    });
        } catch (NotCompiled e) {
            return Optional.empty();
        }
    }

    /**
     * @param input a tree of maps, lists and values, or null
     * @param variables by name without the dollar sign
     * @return a tree
     * @throws RuntimeException when the interpreter must answer, which most often fails; what it
     *     says is not to be shown
     */
    public Object evaluate(Object input, Map<String, Object> variables) {
        for (String function : called) {
            if (variables.containsKey(function)) {
                throw new Deviation();
            }
        }
        return Sequences.withoutNulls(node.eval(wrapped(input), Scope.of(input, variables)));
    }

    /** A list as input is one item. */
    private static Object wrapped(Object input) {
        if (!(input instanceof List) || Sequences.isSequence(input)) {
            return input;
        }
        JList<Object> wrapper = Sequences.of(input);
        wrapper.outerWrapper = true;
        return wrapper;
    }
}
