package se.knutpunkt.fake.ehm;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.ValidationResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the register of the sandbox serves, and what the examples say that it answers, is FHIR R4 by
 * HAPI's validator with the base profiles. NLL's own profiles are not published with their
 * elements.
 */
class FhirResourcesTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples/backends/ehm");
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final FhirValidator VALIDATOR = validator();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Wrong on purpose: the case is about what the register must not send. */
    private static final List<String> WRONG =
            List.of(
                    "contained-medicine-missing",
                    "unknown-status",
                    "unknown-interval",
                    "without-medicine",
                    "another-persons",
                    "sparse",
                    "order-and-names",
                    "dosage-with-control-characters");

    record Found(String where, String json) {
        @Override
        public String toString() {
            return where;
        }
    }

    static List<Found> served() {
        List<Found> found = new ArrayList<>();
        for (MedicationList list : new FirstLists(LocalDate.of(2026, 11, 23)).all()) {
            List<Resource> all = new ArrayList<>(List.of(list.patient()));
            all.addAll(list.requests());
            all.addAll(list.dispenses());
            all.addAll(list.basics());
            all.forEach(
                    one ->
                            found.add(
                                    new Found(
                                            one.fhirType() + " " + found.size(),
                                            FHIR.newJsonParser().encodeResourceToString(one))));
        }
        return found;
    }

    static List<Found> examples() throws IOException {
        List<Found> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            for (Path file : files.filter(FhirResourcesTest::isAnswer).sorted().toList()) {
                collect(EXAMPLES.relativize(file).toString(), JSON.readTree(file.toFile()), found);
            }
        }
        return found;
    }

    private static boolean isAnswer(Path file) {
        String name = file.getFileName().toString();
        return file.getParent().toString().endsWith(".response")
                && (name.endsWith(".in.json") || name.endsWith(".variables.json"))
                && WRONG.stream().noneMatch(name::startsWith);
    }

    /** Every outermost resource in a document. */
    private static void collect(String where, JsonNode node, List<Found> found) {
        if (node.has("resourceType")) {
            JsonNode resource = node.deepCopy();
            ((com.fasterxml.jackson.databind.node.ObjectNode) resource).remove("medicine");
            found.add(new Found(where + " " + found.size(), resource.toString()));
        } else {
            node.forEach(child -> collect(where, child, found));
        }
    }

    @ParameterizedTest
    @MethodSource({"served", "examples"})
    void isFhir(Found found) {
        ValidationResult result = VALIDATOR.validateWithResult(found.json());
        assertThat(result.getMessages())
                .as(found.where())
                .noneMatch(
                        one -> one.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal());
    }

    /** The validator finds what is wrong, so that what it passes says something. */
    @Test
    void whatIsNoFhirIsFound() {
        String wrong =
                "{\"resourceType\":\"MedicationRequest\",\"status\":\"asleep\",\"intent\":\"order\"}";
        assertThat(VALIDATOR.validateWithResult(wrong).isSuccessful()).isFalse();
    }

    private static FhirValidator validator() {
        ValidationSupportChain chain =
                new ValidationSupportChain(
                        new DefaultProfileValidationSupport(FHIR),
                        new CommonCodeSystemsTerminologyService(FHIR),
                        new InMemoryTerminologyServerValidationSupport(FHIR));
        return FHIR.newValidator().registerValidatorModule(new FhirInstanceValidator(chain));
    }
}
