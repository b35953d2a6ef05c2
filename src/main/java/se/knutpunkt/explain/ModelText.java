package se.knutpunkt.explain;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.LoopDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/** What stands in a route, in words, with the parameters of its template filled in. */
final class ModelText {

    private ModelText() {}

    /** Under which condition the steps of a node are run; empty = always. */
    static Optional<String> condition(RouteDefinition route, ProcessorDefinition<?> node) {
        if (node instanceof CatchDefinition) {
            return Optional.of("after a failure");
        }
        if (node instanceof FilterDefinition filter) {
            return Optional.of(text(route, words(filter.getExpression())));
        }
        return node instanceof LoopDefinition || node instanceof SplitDefinition
                ? Optional.of("once for each")
                : Optional.empty();
    }

    static String words(ExpressionDefinition expression) {
        return "variable".equals(expression.getLanguage())
                ? "${variable." + expression.getExpression() + "}"
                : expression.getExpression();
    }

    static String text(RouteDefinition route, String text) {
        String filled = text == null ? "" : text;
        if (route.getTemplateParameters() != null) {
            for (Map.Entry<String, Object> one : route.getTemplateParameters().entrySet()) {
                filled = filled.replace("{{" + one.getKey() + "}}", String.valueOf(one.getValue()));
            }
        }
        return filled;
    }
}
