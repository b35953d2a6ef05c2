package se.knutpunkt.fake.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletConfig;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.util.UriComponentsBuilder;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Request;

/** HAPI's server called in this process: a request in, an answer out. */
public final class HapiServer {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int SEARCHES_KEPT = 50;

    /** Hits of a page where none are asked for, and at most. */
    public record Pages(int usual, int largest) {}

    private final String path;
    private final RestfulServer server;
    private final MockServletContext servlets = new MockServletContext();

    /**
     * @param path what the addresses begin with, such as {@code /fhir}
     * @param url the address before that, known once the partner listens
     * @param pages how many hits a page has
     * @param more what else is to be said of the server before it starts
     */
    public HapiServer(
            String path,
            Supplier<String> url,
            Pages pages,
            Consumer<RestfulServer> more,
            Object... providers) {
        this.path = path;
        FhirContext context = FhirContext.forR4();
        context.setParserErrorHandler(new StrictErrorHandler());
        FifoMemoryPagingProvider paging = new FifoMemoryPagingProvider(SEARCHES_KEPT);
        paging.setDefaultPageSize(pages.usual);
        paging.setMaximumPageSize(pages.largest);
        server = new RestfulServer(context);
        server.setServerAddressStrategy((servlet, request) -> url.get() + path);
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        server.setPagingProvider(paging);
        more.accept(server);
        server.registerProviders(providers);
        try {
            server.init(new MockServletConfig(servlets));
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    public Answer answer(Request request) {
        MockHttpServletRequest asked =
                new MockHttpServletRequest(servlets, request.method(), request.path());
        asked.setServletPath(path);
        asked.setQueryString(request.query().isEmpty() ? null : request.query());
        request.headers().forEach((name, values) -> values.forEach(v -> asked.addHeader(name, v)));
        asked.setContent(request.body());
        if (!request.query().isEmpty()) {
            parameters(asked, request.query());
        }
        if (request.header("Content-Type").orElse("").startsWith(FORM)) {
            parameters(asked, request.text());
        }
        MockHttpServletResponse given = new MockHttpServletResponse();
        try {
            server.service(asked, given);
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        given.getHeaderNames().stream()
                .filter(name -> !name.equalsIgnoreCase("Content-Type"))
                .filter(name -> !name.equalsIgnoreCase("Content-Length"))
                .forEach(name -> headers.put(name, given.getHeader(name)));
        return new Answer(
                given.getStatus(), given.getContentType(), given.getContentAsByteArray(), headers);
    }

    private static void parameters(MockHttpServletRequest asked, String pairs) {
        UriComponentsBuilder.newInstance()
                .query(pairs)
                .build()
                .getQueryParams()
                .forEach(
                        (name, values) ->
                                values.forEach(
                                        v ->
                                                asked.addParameter(
                                                        decoded(name),
                                                        v == null ? "" : decoded(v))));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
