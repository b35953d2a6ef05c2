package se.knutpunkt.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/**
 * {@code GET /ops/explain?operation=&region=&facility=} on the management port.
 *
 * <p>Named in {@code META-INF/spring/….ManagementContextConfiguration.imports}, and without an
 * annotation on purpose: the context of the API's port finds annotated classes by itself, and would
 * show the page there.
 */
final class ExplainPage {

    private static final String PATH = "/ops/explain";

    private final ObjectMapper json =
            JsonMapper.builder().serializationInclusion(JsonInclude.Include.NON_EMPTY).build();
    private final Explanations explanations;
    private final ErrorCatalogue errors;

    ExplainPage(Explanations explanations, ErrorCatalogue errors) {
        this.explanations = explanations;
        this.errors = errors;
    }

    @Bean
    SimpleUrlHandlerMapping explainMapping() {
        return new SimpleUrlHandlerMapping(Map.of(PATH, (HttpRequestHandler) this::handle));
    }

    private void handle(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            if (!HttpMethod.GET.matches(request.getMethod())) {
                response.setHeader("Allow", HttpMethod.GET.name());
                throw Problem.of("method-not-allowed");
            }
            Explanation found = explanations.of(question(request));
            write(response, 200, MediaType.APPLICATION_JSON_VALUE, bytes(found));
        } catch (Problem problem) {
            String reference = UUID.randomUUID().toString();
            write(
                    response,
                    errors.status(problem),
                    ErrorCatalogue.MEDIA_TYPE,
                    errors.write(problem, "en", reference));
        }
    }

    private static Question question(HttpServletRequest request) {
        request.getParameterMap()
                .forEach(
                        (name, values) -> {
                            if (!Question.NAMES.contains(name)) {
                                throw Question.wrong(
                                        "unknown-parameter", "query", "use " + Question.NAMES);
                            }
                            if (values.length > 1) {
                                throw Question.wrong(
                                        "invalid-parameter", name, "given more than once");
                            }
                        });
        String[] given =
                Question.NAMES.stream()
                        .map(request::getParameter)
                        .map(one -> one == null || one.isBlank() ? null : one)
                        .toArray(String[]::new);
        if (given[0] == null) {
            throw Question.wrong("missing-parameter", "operation", "is missing");
        }
        return new Question(given[0], given[1], given[2]);
    }

    private byte[] bytes(Explanation explanation) throws JsonProcessingException {
        return json.writer(onLines()).writeValueAsBytes(explanation);
    }

    /** Each sentence on a line of its own. */
    private static DefaultPrettyPrinter onLines() {
        return new DefaultPrettyPrinter()
                .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    }

    private static void write(HttpServletResponse response, int status, String type, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
