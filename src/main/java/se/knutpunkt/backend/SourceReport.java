package se.knutpunkt.backend;

import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells operations what a mapping left out of an answer because the source sent what it must not,
 * such as another person's record. The citizen sees in {@code sources} that something is missing;
 * only the number of each kind is logged, nothing of what it was.
 */
@Component("sourceReport")
public final class SourceReport {

    private static final Logger LOG = LoggerFactory.getLogger(SourceReport.class);
    private static final String LEFT_OUT = "leftOut";

    /** Takes {@code leftOut}, {@code {kind: number}}, out of the body, and logs what is not 0. */
    public void write(Exchange exchange) {
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        if (answer == null || !(answer.remove(LEFT_OUT) instanceof Map<?, ?> kinds)) {
            return;
        }
        kinds.forEach(
                (kind, number) -> {
                    if (number instanceof Number count && count.intValue() > 0) {
                        LOG.atWarn()
                                .addKeyValue("line", exchange.getVariable("line"))
                                .addKeyValue("operation", exchange.getVariable("operation"))
                                .addKeyValue("kind", kind)
                                .addKeyValue("count", count.intValue())
                                .log("records of an answer were left out");
                    }
                });
    }
}
