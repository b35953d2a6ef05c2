package se.knutpunkt.parked;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/**
 * {@code /ops/notifications/…} on the management port, behind the operations login; what changes
 * something is POST and needs the token against forgery, as everywhere on that port.
 *
 * <p>Named in {@code META-INF/spring/….ManagementContextConfiguration.imports}, and without an
 * annotation on purpose: the context of the API's port finds annotated classes by itself, and would
 * show the pages there.
 */
final class NotificationsPage {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationsPage.class);
    private static final String ROOT = "/ops/notifications/";
    private static final String STAR = "*";

    private final ObjectMapper json =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .enable(com.fasterxml.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
    private final List<Desk.Page> pages;
    private final ErrorCatalogue errors;

    NotificationsPage(List<Desk> desks, ErrorCatalogue errors) {
        // what is named goes before a star
        this.pages =
                desks.stream()
                        .flatMap(desk -> desk.pages().stream())
                        .sorted(Comparator.comparing(page -> page.pattern().contains(STAR)))
                        .toList();
        this.errors = errors;
    }

    @Bean
    SimpleUrlHandlerMapping notificationsMapping() {
        return new SimpleUrlHandlerMapping(Map.of(ROOT + "**", (HttpRequestHandler) this::handle));
    }

    private void handle(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            Object answer = answer(request);
            if (answer instanceof Desk.Csv csv) {
                byte[] bytes = csv.text().getBytes(StandardCharsets.UTF_8);
                write(response, 200, "text/csv;charset=UTF-8", bytes);
            } else {
                byte[] bytes = json.writeValueAsBytes(answer);
                write(response, 200, "application/json", bytes);
            }
        } catch (Problem problem) {
            write(response, problem);
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("an operations page could not be answered");
            write(response, Problem.of("store-unavailable"));
        }
    }

    private Object answer(HttpServletRequest request) {
        String path = request.getRequestURI().substring(ROOT.length());
        List<Desk.Page> here =
                pages.stream().filter(page -> matches(page.pattern(), path)).toList();
        if (here.isEmpty()) {
            throw Problem.of("not-found");
        }
        String pattern = here.get(0).pattern();
        Desk.Page page =
                here.stream()
                        .filter(one -> one.pattern().equals(pattern))
                        .filter(one -> one.method().equals(request.getMethod()))
                        .findFirst()
                        .orElseThrow(() -> Problem.of("method-not-allowed"));
        return page.handler()
                .handle(OpsRequest.of(request, star(page.pattern(), path), page.parameters()));
    }

    private static boolean matches(String pattern, String path) {
        return path.matches(pattern.replace(STAR, "[^/]+"));
    }

    /** What stands in the place of the star, or null. */
    private static String star(String pattern, String path) {
        String[] parts = pattern.split("/");
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].equals(STAR)) {
                return path.split("/")[i];
            }
        }
        return null;
    }

    private void write(HttpServletResponse response, Problem problem) throws IOException {
        write(
                response,
                errors.status(problem),
                ErrorCatalogue.MEDIA_TYPE,
                errors.write(problem, "en", UUID.randomUUID().toString()));
    }

    private static void write(HttpServletResponse response, int status, String type, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
