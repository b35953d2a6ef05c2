package se.knutpunkt.region;

import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import se.knutpunkt.api.Call;
import se.knutpunkt.error.Problem;

/**
 * Asks the ombud register when no citizen calls, over the same route and line as a call with {@code
 * Acting-For}. Nothing is kept.
 */
@Component
public final class OmbudRegister {

    private static final String CORRELATION_ID = "correlationId";

    private final AgeRules ages;
    private final SingletonSupplier<ProducerTemplate> template;

    OmbudRegister(CamelContext camel, AgeRules ages) {
        this.ages = ages;
        this.template = SingletonSupplier.of(camel::createProducerTemplate);
    }

    /**
     * The numbers of those for whom the person may act today: the register's children who are so
     * young.
     *
     * @param guardian twelve digits
     * @param atMost how long the answer may take
     * @throws Problem when the register gives no answer; then nothing is known
     */
    public List<String> childrenOf(String guardian, Duration atMost) {
        Call call = Call.ofTheHub(atMost.toMillis());
        String before = MDC.get(CORRELATION_ID);
        MDC.put(CORRELATION_ID, call.correlationId());
        try {
            Exchange exchange =
                    template.obtain()
                            .request("direct:relatives", asked -> describe(asked, guardian, call));
            if (exchange.getException() != null) {
                throw problem(exchange.getException());
            }
            return Representations.children(exchange).stream().filter(ages::isChild).toList();
        } finally {
            restore(before);
        }
    }

    /** What the line and the mappings read. */
    private static void describe(Exchange exchange, String guardian, Call call) {
        exchange.setVariable("call", call);
        exchange.setVariable(CORRELATION_ID, call.correlationId());
        exchange.setVariable("traceparent", call.traceparent());
        exchange.setVariable("language", call.language());
        exchange.setVariable("citizen", guardian);
        exchange.setVariable("actor", guardian);
        exchange.setVariable("actorType", "subject_of_care");
    }

    private static Problem problem(Exception failure) {
        return failure instanceof Problem known ? known : Problem.of("internal-error", failure);
    }

    private static void restore(String correlationId) {
        if (correlationId == null) {
            MDC.remove(CORRELATION_ID);
        } else {
            MDC.put(CORRELATION_ID, correlationId);
        }
    }
}
