package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.springframework.core.env.StandardEnvironment;
import se.knutpunkt.api.Contract;
import se.knutpunkt.api.Operation;
import se.knutpunkt.catalogue.DeclaredFiles;

/** Holds the results of mappings that the app gets as they are against the contract. */
final class ContractResult {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Contract CONTRACT =
            new Contract(new DeclaredFiles(".", new StandardEnvironment()));
    private static final OpenApiInteractionValidator VALIDATOR =
            OpenApiInteractionValidator.createFor(CONTRACT.openApi()).build();

    /**
     * Where a back end's mapping makes a part of the answer only, the shared one makes the whole.
     */
    private static final Map<String, String> MADE_BY = Map.of("listTimeTypes", "shared");

    private ContractResult() {}

    static boolean has(Example example) {
        return !example.isRequest()
                && CONTRACT.operation(example.operation()).isPresent()
                && example.stem().startsWith(MADE_BY.getOrDefault(example.operation(), ""));
    }

    /** A booking that is not there is answered by a problem, not by the mapping. */
    static void check(Example example, String mapped) throws IOException {
        if (!(JSON.readTree(mapped) instanceof ObjectNode answered)) {
            return;
        }
        // for SourceReport, which takes it away
        if (answered.remove("leftOut") != null && answered.isEmpty()) {
            return;
        }
        String json = answered.toString();
        Operation operation = CONTRACT.operation(example.operation()).orElseThrow();
        SimpleResponse answer =
                SimpleResponse.Builder.status(operation.id().startsWith("create") ? 201 : 200)
                        .withContentType("application/json")
                        .withHeader("Correlation-Id", "example-0001")
                        .withHeader("Cache-Control", "no-store")
                        .withBody(json)
                        .build();
        ValidationReport report =
                VALIDATOR.validateResponse(
                        operation.path().replaceAll("\\{[^}]*}", "x"),
                        Request.Method.valueOf(operation.method().name()),
                        answer);
        assertThat(report.getMessages()).as(example.out().toString()).isEmpty();
    }
}
