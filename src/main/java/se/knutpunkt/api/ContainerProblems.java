package se.knutpunkt.api;

import java.io.IOException;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/**
 * What the container rejects before any filter runs (a malformed request line, headers too large)
 * as a problem.
 */
@Component
final class ContainerProblems implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final ErrorCatalogue errors;

    ContainerProblems(ErrorCatalogue errors) {
        this.errors = errors;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextCustomizers(
                context -> {
                    if (context.getParent() instanceof StandardHost host) {
                        host.setErrorReportValveClass("");
                        host.getPipeline().addValve(new ProblemValve(errors));
                    }
                });
    }

    private static final class ProblemValve extends ErrorReportValve {
        private final ErrorCatalogue errors;

        ProblemValve(ErrorCatalogue errors) {
            this.errors = errors;
        }

        @Override
        protected void report(Request request, Response response, Throwable failure) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            String correlationId = UUID.randomUUID().toString();
            byte[] body =
                    errors.write(
                            Problem.of(
                                    status == 400
                                            ? "malformed-request"
                                            : SpringProblems.code(status)),
                            "sv",
                            correlationId);
            try {
                response.setContentType(ErrorCatalogue.MEDIA_TYPE);
                response.setHeader(CallFilter.CORRELATION_ID, correlationId);
                response.setHeader("Cache-Control", "no-store");
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
                response.finishResponse();
            } catch (IOException | IllegalStateException e) {
                // the caller has gone, or the answer is on its way already
                container.getLogger().debug("problem not written", e);
            }
        }
    }
}
