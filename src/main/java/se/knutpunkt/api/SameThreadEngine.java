package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a route on the thread of the request (a virtual one on Java 21 and later): security
 * context, trace and log context are simply there, no pool stands between the server's and the back
 * ends' bounds, and Spring needs no second, asynchronous dispatch to finish an answer that is
 * written already.
 */
final class SameThreadEngine extends SpringBootPlatformHttpEngine {

    SameThreadEngine(int port) {
        super(port, Runnable::run);
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new SameThreadConsumer(endpoint, processor);
    }

    private static final class SameThreadConsumer extends SpringBootPlatformHttpConsumer {

        private static final Logger LOG = LoggerFactory.getLogger(SameThreadEngine.class);

        SameThreadConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
        }

        /** Answers null, by which Spring knows that the request has been handled. */
        @Override
        public CompletableFuture<Void> service(
                HttpServletRequest request, HttpServletResponse response) {
            try {
                handleService(request, response);
            } catch (Exception e) {
                LOG.atError()
                        .addKeyValue("failure", Failures.describe(e))
                        .log("a request failed outside the routes");
                sendError(response);
            }
            return null;
        }

        private static void sendError(HttpServletResponse response) {
            try {
                if (!response.isCommitted()) {
                    response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                }
            } catch (java.io.IOException e) {
                LOG.debug("the caller has gone", e);
            }
        }
    }
}
