package se.knutpunkt.fake.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.tenant.UrlBaseTenantIdentificationStrategy;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.Provenance;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletConfig;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.util.UriComponentsBuilder;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Request;

/**
 * HAPI's server, called in this process. A region is what HAPI calls a tenant: the first segment of
 * the path.
 */
final class FhirServer {
    static final String PATH = "/fhir";

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 1000;
    private static final int SEARCHES_KEPT = 50;

    private final RestfulServer server;
    private final MockServletContext servlets = new MockServletContext();

    FhirServer(FhirRegions regions) {
        FhirContext context = FhirContext.forR4();
        context.setParserErrorHandler(new StrictErrorHandler());
        FifoMemoryPagingProvider pages = new FifoMemoryPagingProvider(SEARCHES_KEPT);
        pages.setDefaultPageSize(USUAL_PAGE);
        pages.setMaximumPageSize(LARGEST_PAGE);
        server = new RestfulServer(context);
        server.setTenantIdentificationStrategy(new UrlBaseTenantIdentificationStrategy());
        server.setServerAddressStrategy((servlet, request) -> regions.url() + PATH);
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        server.setPagingProvider(pages);
        server.registerProviders(new AppointmentProvider(regions), new DirectoryProviders(regions));
        try {
            server.init(new MockServletConfig(servlets));
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the text is a Provenance with nothing unknown in it. */
    static boolean isProvenance(String json) {
        try {
            FhirContext.forR4Cached()
                    .newJsonParser()
                    .setParserErrorHandler(new StrictErrorHandler())
                    .parseResource(Provenance.class, json);
            return true;
        } catch (DataFormatException e) {
            return false;
        }
    }

    private static void add(MockHttpServletRequest asked, String name, String value) {
        asked.addParameter(decode(name), value == null ? "" : decode(value));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Answer answer(Request request) {
        MockHttpServletRequest asked =
                new MockHttpServletRequest(servlets, request.method(), request.path());
        asked.setServletPath(PATH);
        asked.setQueryString(request.query().isEmpty() ? null : request.query());
        request.headers().forEach((name, values) -> values.forEach(v -> asked.addHeader(name, v)));
        asked.setContent(request.body());
        if (request.header("Content-Type").orElse("").startsWith(FORM)) {
            UriComponentsBuilder.newInstance()
                    .query(request.text())
                    .build()
                    .getQueryParams()
                    .forEach((name, values) -> values.forEach(v -> add(asked, name, v)));
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
}
