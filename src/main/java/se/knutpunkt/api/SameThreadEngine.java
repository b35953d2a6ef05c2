package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a route on the thread of the request (a virtual one on Java 21 and later): security
 * context, trace and log context are simply there, no pool stands between the server's and the back
 * ends' bounds, and Spring needs no second, asynchronous dispatch to finish an answer that is
 * written already. A route gets no header and no body of the request, only the variables of {@link
 * RequestIntake}; its answer is written whole, with its length.
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

        private final HeaderFilterStrategy headers;

        SameThreadConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
            this.headers = endpoint.getHeaderFilterStrategy();
        }

        /** Answers null, by which Spring knows that the request has been handled. */
        @Override
        public CompletableFuture<Void> service(
                HttpServletRequest request, HttpServletResponse response) {
            try {
                handleService(request, response);
            } catch (IOException e) {
                LOG.debug("the caller has gone", e);
            } catch (Exception e) {
                LOG.atError()
                        .addKeyValue("failure", Failures.describe(e))
                        .log("a request failed outside the routes");
                sendError(response);
            }
            return null;
        }

        @Override
        protected void handleService(HttpServletRequest request, HttpServletResponse response)
                throws Exception {
            Exchange exchange = createExchange(true);
            try {
                exchange.setPattern(ExchangePattern.InOut);
                exchange.setIn(message(exchange, request, response));
                createUoW(exchange);
                getProcessor().process(exchange);
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
                write(exchange.getMessage(), response);
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, false);
            }
        }

        /** What Camel's contract needs to choose the operation, and nothing more. */
        private static Message message(
                Exchange exchange, HttpServletRequest request, HttpServletResponse response) {
            PlatformHttpMessage message =
                    new PlatformHttpMessage(request, response, exchange, null, true);
            message.setHeader(Exchange.HTTP_METHOD, request.getMethod());
            message.setHeader(Exchange.HTTP_PATH, request.getRequestURI());
            return message;
        }

        private void write(Message answer, HttpServletResponse response) throws IOException {
            byte[] body = answer.getBody(byte[].class);
            Integer status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            response.setStatus(status == null ? HttpServletResponse.SC_OK : status);
            for (Map.Entry<String, Object> header : answer.getHeaders().entrySet()) {
                String name = header.getKey();
                if (header.getValue() != null
                        && !headers.applyFilterToCamelHeaders(
                                name, header.getValue(), answer.getExchange())) {
                    response.setHeader(name, header.getValue().toString());
                }
            }
            if (body != null) {
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            }
        }

        private static void sendError(HttpServletResponse response) {
            try {
                if (!response.isCommitted()) {
                    response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                }
            } catch (IOException e) {
                LOG.debug("the caller has gone", e);
            }
        }
    }
}
