package se.knutpunkt.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Writes a tree as the JSON answer of an operation. An answer that was given while acting for
 * someone says for whom, in {@code actingFor} (design section 4); it is added here and nowhere
 * else.
 */
@Component("answers")
public final class Answers {

    private static final String ACTING_FOR = "actingFor";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @throws Problem with this code when the back end's answer held nothing of what was asked for
     */
    public void demand(Exchange exchange, String code) {
        if (!(exchange.getMessage().getBody() instanceof Map<?, ?> one) || one.isEmpty()) {
            throw Problem.of(code);
        }
    }

    /** Replaces the body, a tree, by JSON in UTF-8. */
    public void write(Exchange exchange) throws JsonProcessingException {
        exchange.getMessage().setBody(json(exchange, exchange.getMessage().getBody()));
    }

    static byte[] json(Exchange exchange, Object tree) throws JsonProcessingException {
        return JSON.writeValueAsBytes(named(exchange, tree));
    }

    /**
     * The tree, with {@code actingFor} ({@code id}, {@code name}) last when the variable of that
     * name is set; every answer is an object.
     */
    public static Object named(Exchange exchange, Object tree) {
        Object actingFor = exchange.getVariable(ACTING_FOR);
        if (actingFor == null) {
            return tree;
        }
        Map<Object, Object> answer = new LinkedHashMap<>((Map<?, ?>) tree);
        answer.put(ACTING_FOR, actingFor);
        return answer;
    }
}
