package se.knutpunkt.fake.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the hub sends, and what the regions of the sandbox serve, is FHIR R4 by the base profiles;
 * offline, so that codes of systems that are not in the box are taken as they are.
 */
class ValidTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples/backends/fhir");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An element of the example itself, which the hub is to keep although nobody knows it. */
    private static final String KEPT = "news";

    private static FhirValidator validator;
    private static FhirRegions regions;

    @BeforeAll
    static void start() {
        FhirContext context = FhirContext.forR4();
        var support =
                new ValidationSupportChain(
                        new DefaultProfileValidationSupport(context),
                        new CommonCodeSystemsTerminologyService(context),
                        new InMemoryTerminologyServerValidationSupport(context));
        FhirInstanceValidator instances = new FhirInstanceValidator(support);
        instances.setAnyExtensionsAllowed(true);
        validator = context.newValidator().registerValidatorModule(instances);
        regions = new FhirRegions(0);
    }

    @AfterAll
    static void stop() {
        regions.close();
    }

    static List<Path> requests() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(
                            one -> one.toString().matches(".*Booking\\.request/.*\\.out\\.json"))
                    .filter(ValidTest::holdsResource)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatIsSentIsValid(Path example) throws IOException {
        JsonNode sent = JSON.readTree(example.toFile());
        JsonNode resource = sent.path("json");
        ((ObjectNode) resource).remove(KEPT);
        assertThat(mistakes(resource.toString())).as(example.toString()).isEmpty();
        JsonNode provenance = JSON.readTree(sent.at("/headers/X-Provenance").asText());
        assertThat(mistakes(provenance.toString()))
                .as("%s: what the change is about is the server's to say", example)
                .allMatch(one -> one.contains("Provenance.target"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/HealthcareService?active=true",
                "/Schedule?actor=HealthcareService/vc-hisingen&_include=Schedule:actor",
                "/Appointment/4711",
                "/Appointment/4712"
            })
    void whatIsServedIsValid(String question) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(regions.url("14") + question)).build();
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(mistakes(answer.body())).isEmpty();
    }

    @Test
    void aMistakeIsFound() {
        assertThat(mistakes("{\"resourceType\":\"Appointment\",\"status\":\"booked\"}"))
                .isNotEmpty();
        assertThat(
                        mistakes(
                                "{\"resourceType\":\"Appointment\",\"status\":\"overbooked\","
                                        + "\"participant\":[{\"status\":\"accepted\"}]}"))
                .isNotEmpty();
    }

    private static boolean holdsResource(Path example) {
        try {
            return JSON.readTree(example.toFile()).has("json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> mistakes(String resource) {
        return validator.validateWithResult(resource).getMessages().stream()
                .filter(one -> one.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .map(SingleValidationMessage::toString)
                .toList();
    }
}
