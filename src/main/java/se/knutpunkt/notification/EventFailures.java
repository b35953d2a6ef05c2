package se.knutpunkt.notification;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** Logs what stops the events for a moment, without a message that may hold one. */
@Component("eventFailures")
final class EventFailures implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EventFailures.class);

    @Override
    public void handleException(Throwable exception) {
        handleException(null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        Throwable root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        LOG.atWarn()
                .addKeyValue("code", exception instanceof Problem one ? one.code() : "-")
                .addKeyValue("failure", root.getClass().getName())
                .log("a batch of events failed and is read again");
    }
}
