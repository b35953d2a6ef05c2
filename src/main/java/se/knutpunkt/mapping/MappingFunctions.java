package se.knutpunkt.mapping;

import com.dashjoin.jsonata.Jsonata;
import freemarker.template.Configuration;
import freemarker.template.TemplateMethodModelEx;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * The functions a mapping may call beside JSONata's own, by name. Each package offers its own as a
 * bean.
 */
@Component
public final class MappingFunctions {

    /** A pure function of its arguments, none of which is ever null; answers null for "nothing". */
    @FunctionalInterface
    public interface Function {
        Object apply(List<?> arguments);
    }

    /**
     * Offers functions to mappings.
     *
     * @param functions name without the dollar sign, to signature (JSONata's notation) and function
     */
    public record Offer(Map<String, Named> functions) {}

    /** A function with its signature, for instance {@code <s-:s>}. */
    public record Named(String signature, Function function) {}

    private final Map<String, Named> functions = new TreeMap<>();

    public MappingFunctions(List<Offer> offers) {
        offers.forEach(offer -> functions.putAll(offer.functions()));
    }

    void register(Jsonata expression) {
        functions.forEach(
                (name, named) ->
                        expression.registerFunction(
                                name,
                                new Jsonata.JFunction(
                                        (input, arguments) -> call(named.function(), arguments),
                                        null)));
    }

    void register(Configuration templates) {
        functions.forEach(
                (name, named) ->
                        templates.setSharedVariable(
                                name,
                                (TemplateMethodModelEx)
                                        arguments ->
                                                call(
                                                        named.function(),
                                                        ((List<?>) arguments)
                                                                .stream()
                                                                        .map(MappingFunctions::text)
                                                                        .toList())));
    }

    private static String text(Object argument) {
        return argument == null ? null : argument.toString();
    }

    private static Object call(Function function, List<?> arguments) {
        boolean absent = arguments == null || arguments.stream().anyMatch(a -> a == null);
        return absent ? null : function.apply(arguments);
    }
}
