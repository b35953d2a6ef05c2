package se.knutpunkt.mapping;

import com.dashjoin.jsonata.JException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import se.knutpunkt.mapping.jsonata.Interpreter;
import se.knutpunkt.mapping.jsonata.Program;

/**
 * A response as a JSONata expression. Compiled once and shared by all threads; what our compiler
 * does not know, and every failure, is left to the library's interpreter, so that an expression
 * means the same whoever evaluates it.
 */
final class JsonataMapping implements Mapping {

    private static final Pattern IMPURE = Pattern.compile("\\$(now|millis|random|shuffle|eval)\\b");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
    private static final Pattern FIELD =
            Pattern.compile("(?<![$\\w\"'])[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*(?!\\w*\\s*\\()");

    private final String name;
    private final String text;
    private final Interpreter interpreter;
    private final Program program;

    JsonataMapping(String name, String text, MappingFunctions functions) {
        this.name = name;
        this.text = text;
        demandPure(text);
        try {
            this.interpreter = new Interpreter(text, functions.all());
        } catch (JException e) {
            throw new MappingException(line(text, e.getLocation()), e.getMessage(), e);
        }
        this.program = Program.compile(text, functions.all()).orElse(null);
    }

    /** Comments are blanked first, so that the line stays the same. */
    private static void demandPure(String text) {
        Matcher impure = IMPURE.matcher(withoutComments(text));
        if (impure.find()) {
            throw new MappingException(
                    line(text, impure.start() + 1),
                    impure.group() + " is not allowed, a mapping is a pure function",
                    null);
        }
    }

    private static String withoutComments(String text) {
        return COMMENT.matcher(text).replaceAll(c -> c.group().replaceAll("[^\n]", " "));
    }

    @Override
    public Object map(Object input, Map<String, Object> variables) {
        if (program != null) {
            try {
                return program.evaluate(input, variables);
            } catch (RuntimeException e) {
                // the interpreter names the error, or knows better
            }
        }
        return interpret(kept(input), variables);
    }

    /** By the library's interpreter, as if nothing were compiled. */
    Object interpret(Object input, Map<String, Object> variables) {
        try {
            return interpreter.evaluate(input, variables);
        } catch (JException e) {
            // the message may hold a value of the input
            throw new MappingException(
                    name + ":" + line(text, e.getLocation()) + ": " + e.getError(), null);
        } catch (RuntimeException e) {
            throw new MappingException(name + ": " + e.getClass().getSimpleName(), null);
        }
    }

    /** The library writes into an empty list that is its input, which may be a variable's value. */
    private static Object kept(Object input) {
        return input instanceof List<?> list && list.isEmpty() ? new ArrayList<>() : input;
    }

    @Override
    public boolean isCompiled() {
        return program != null;
    }

    @Override
    public Set<String> fieldsRead() {
        String code = withoutComments(text).replaceAll("\"[^\"]*\"|'[^']*'", "");
        Set<String> fields = new TreeSet<>();
        Matcher matcher = FIELD.matcher(code);
        while (matcher.find()) {
            fields.add(matcher.group());
        }
        fields.removeAll(Set.of("and", "or", "in", "true", "false", "null", "function"));
        return fields;
    }

    private static int line(String text, int position) {
        return position < 0
                ? 1
                : (int) text.substring(0, Math.min(position, text.length())).lines().count();
    }
}
