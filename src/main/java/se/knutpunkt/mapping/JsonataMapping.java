package se.knutpunkt.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A response as a JSONata expression. Compiled once; each evaluation has a frame of its own, so the
 * compiled expression is shared by all threads.
 */
final class JsonataMapping implements Mapping {

    private static final Pattern IMPURE = Pattern.compile("\\$(now|millis|random|shuffle|eval)\\b");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
    private static final Pattern FIELD =
            Pattern.compile("(?<![$\\w\"'])[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*(?!\\w*\\s*\\()");

    private final String name;
    private final String text;
    private final Jsonata expression;

    JsonataMapping(String name, String text, MappingFunctions functions) {
        this.name = name;
        this.text = text;
        demandPure(text);
        try {
            this.expression = compile(text);
        } catch (JException e) {
            throw new MappingException(line(text, e.getLocation()), e.getMessage(), e);
        }
        this.expression.setValidateInput(false);
        functions.register(expression);
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

    /**
     * Compiles on a thread that ends with it. On the thread that compiled it last, the library
     * keeps the variables of one evaluation visible to the next (dashjoin/jsonata-java issue 93):
     * one citizen's would reach another's answer.
     */
    private static Jsonata compile(String text) {
        FutureTask<Jsonata> compiling = new FutureTask<>(() -> Jsonata.jsonata(text));
        new Thread(compiling, "mapping-compiler").start();
        try {
            return compiling.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String withoutComments(String text) {
        return COMMENT.matcher(text).replaceAll(c -> c.group().replaceAll("[^\n]", " "));
    }

    @Override
    public Object map(Object input, Map<String, Object> variables) {
        Jsonata.Frame frame = expression.createFrame();
        variables.forEach(frame::bind);
        // the library looks both up in all frames at each step; found here, absent, the search ends
        frame.bind("__evaluate_entry", (Object) null);
        frame.bind("__evaluate_exit", (Object) null);
        try {
            return expression.evaluate(input, frame);
        } catch (JException e) {
            // the message may hold a value of the input
            throw new MappingException(
                    name + ":" + line(text, e.getLocation()) + ": " + e.getError(), null);
        } catch (RuntimeException e) {
            throw new MappingException(name + ": " + e.getClass().getSimpleName(), null);
        }
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
