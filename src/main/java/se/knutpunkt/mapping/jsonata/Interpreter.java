package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The library's own evaluation of an expression: slower, and the measure of what is right. */
public final class Interpreter {

    private final Jsonata expression;

    /**
     * @throws JException when the text is no expression
     */
    public Interpreter(String text, Map<String, Function<List<?>, Object>> functions) {
        this.expression = CompilerThread.call(() -> Jsonata.jsonata(text));
        expression.setValidateInput(false);
        functions.forEach(this::register);
    }

    /** Without the library's signatures: it would match a regular expression at each call. */
    private void register(String name, Function<List<?>, Object> function) {
        expression.registerFunction(
                name, new Jsonata.JFunction((input, arguments) -> function.apply(arguments), null));
    }

    /**
     * @throws JException when the input does not fit; its message may hold a value of the input
     */
    public Object evaluate(Object input, Map<String, Object> variables) {
        Jsonata.Frame frame = expression.createFrame();
        variables.forEach(frame::bind);
        // the library looks both up in all frames at each step; found here, absent, the search ends
        frame.bind("__evaluate_entry", (Object) null);
        frame.bind("__evaluate_exit", (Object) null);
        return expression.evaluate(input, frame);
    }
}
