package se.knutpunkt.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A response as a JSONata expression. Compiled once; each evaluation has a frame of its own, so the
 * compiled expression is shared by all threads.
 */
final class JsonataMapping implements Mapping {

    private static final Pattern IMPURE = Pattern.compile("\\$(now|millis|random|eval)\\s*\\(");
    private static final Pattern FIELD =
            Pattern.compile("(?<![$\\w\"'])[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*(?!\\w*\\s*\\()");

    private final String name;
    private final String text;
    private final Jsonata expression;

    JsonataMapping(String name, String text, MappingFunctions functions) {
        this.name = name;
        this.text = text;
        Matcher impure = IMPURE.matcher(text);
        if (impure.find()) {
            throw new MappingException(
                    "uses $" + impure.group(1) + ", a mapping is a pure function", null);
        }
        try {
            this.expression = Jsonata.jsonata(text);
        } catch (JException e) {
            throw new MappingException(
                    "line " + line(text, e.getLocation()) + ": " + e.getMessage(), e);
        }
        this.expression.setValidateInput(false);
        functions.register(expression);
    }

    @Override
    public Object map(Object input, Map<String, Object> variables) {
        Jsonata.Frame frame = expression.createFrame();
        variables.forEach(frame::bind);
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
        String code = text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("\"[^\"]*\"|'[^']*'", "");
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
