package se.knutpunkt.mapping;

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

    /**
     * A pure function of its arguments, null where one is absent; answers null for "nothing", and
     * fails with a ClassCastException when it is called with something else than a text, which is a
     * mistake of the answer that is mapped.
     */
    @FunctionalInterface
    public interface Function {
        Object apply(List<?> arguments);
    }

    /** Offers functions to mappings, by name without the dollar sign. */
    public record Offer(Map<String, Function> functions) {}

    private final Map<String, Function> functions = new TreeMap<>();

    public MappingFunctions(List<Offer> offers) {
        offers.forEach(offer -> functions.putAll(offer.functions()));
    }

    /** All of them by name without the dollar sign, for JSONata. */
    Map<String, java.util.function.Function<List<?>, Object>> all() {
        Map<String, java.util.function.Function<List<?>, Object>> all = new TreeMap<>();
        functions.forEach((name, function) -> all.put(name, a -> call(function, a)));
        return all;
    }

    void register(Configuration templates) {
        functions.forEach(
                (name, function) ->
                        templates.setSharedVariable(
                                name,
                                (TemplateMethodModelEx)
                                        arguments ->
                                                call(
                                                        function,
                                                        ((List<?>) arguments)
                                                                .stream()
                                                                        .map(MappingFunctions::text)
                                                                        .toList())));
    }

    private static String text(Object argument) {
        return argument == null ? null : argument.toString();
    }

    private static Object call(Function function, List<?> arguments) {
        return function.apply(arguments == null ? List.of() : arguments);
    }

    /** A function that answers nothing when an argument is absent. */
    public static Function ofAll(Function function) {
        return arguments -> {
            for (Object argument : arguments) {
                if (argument == null) {
                    return null;
                }
            }
            return arguments.isEmpty() ? null : function.apply(arguments);
        };
    }
}
