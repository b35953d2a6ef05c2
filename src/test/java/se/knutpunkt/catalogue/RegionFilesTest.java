package se.knutpunkt.catalogue;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The 21 regions; what the hub itself refuses is tested in {@link DeclaredFilesTest}. */
class RegionFilesTest {

    /** Regions whose number stands in public code or schemas. */
    private static final List<String> VERIFIED = List.of("01", "14", "24");

    /** Regions whose product is named in the sandbox's table of persons. */
    private static final List<String> KNOWN = List.of("01");

    static List<Path> regionFiles() {
        return Declared.files("config/regions/*.yaml");
    }

    @Test
    void allTwentyOneAreThere() {
        assertThat(regionFiles()).hasSize(21);
    }

    @Test
    void theContractAndTheSchemasKnowTheSameRegions() {
        List<String> files = regionFiles().stream().map(Declared::stem).toList();
        JsonNode contract = Declared.yaml(Path.of("routes/api/knutpunkt.openapi.yaml"));
        assertThat(texts(contract.at("/components/schemas/RegionCode/enum"))).isEqualTo(files);
        JsonNode services = Declared.yaml(Path.of("config/schemas/services.schema.json"));
        assertThat(texts(services.at("/$defs/region/enum"))).isEqualTo(files);
    }

    @Test
    void lettersAreUnique() {
        assertThat(regionFiles())
                .extracting(file -> Declared.yaml(file).path("letter").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void namesAreUnique() {
        assertThat(regionFiles())
                .extracting(file -> Declared.yaml(file).path("name").asText())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("regionFiles")
    void codeIsTheNameOfTheFile(Path file) {
        assertThat(Declared.yaml(file).path("region").textValue())
                .as(file.toString())
                .isEqualTo(Declared.stem(file));
    }

    @ParameterizedTest
    @MethodSource("regionFiles")
    void aRegionThatDoesNotTakePartOffersNothing(Path file) {
        JsonNode region = Declared.yaml(file);
        boolean offers = !region.path("capabilities").isEmpty();
        assertThat(region.path("takesPart").asBoolean() || !offers).as(file.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("regionFiles")
    void anAddressCanBeChangedWithoutTheFile(Path file) {
        String code = Declared.stem(file);
        Declared.yaml(file)
                .path("capabilities")
                .properties()
                .forEach(
                        one -> {
                            String setting =
                                    "${KNUTPUNKT_REGION_%s_%s_URL:"
                                            .formatted(code, one.getKey().toUpperCase());
                            assertThat(one.getValue().path("address").asText())
                                    .as("%s: capabilities.%s.address", file, one.getKey())
                                    .startsWith(setting);
                        });
    }

    @Test
    void eachOfThreeProductsHasSixRegionsAtLeast() {
        Map<String, Long> regions =
                regionFiles().stream()
                        .map(file -> Declared.yaml(file).at("/capabilities/booking/backend"))
                        .filter(JsonNode::isTextual)
                        .collect(groupingBy(JsonNode::asText, counting()));
        assertThat(regions)
                .hasSize(3)
                .allSatisfy((product, count) -> assertThat(count).isGreaterThanOrEqualTo(6));
    }

    @Test
    void twoRegionsStayOutsideAndAllOthersOfferBooking() {
        assertThat(regionFiles())
                .filteredOn(file -> !Declared.yaml(file).path("takesPart").asBoolean())
                .extracting(Declared::stem)
                .containsExactly("09", "23");
        assertThat(regionFiles())
                .filteredOn(file -> Declared.yaml(file).path("takesPart").asBoolean())
                .allSatisfy(
                        file ->
                                assertThat(
                                                Declared.yaml(file)
                                                        .at("/capabilities/booking")
                                                        .isObject())
                                        .as(file.toString())
                                        .isTrue());
    }

    /** Where the contract's operations are asked for by capability, CoverageTest knows them all. */
    @ParameterizedTest
    @MethodSource("regionFiles")
    void everyBackEndOfARegionHasAllOperations(Path file) {
        List<String> ids = Routes.all().stream().map(DeclaredRoute::id).toList();
        Declared.yaml(file)
                .path("capabilities")
                .properties()
                .forEach(
                        one -> {
                            String backend = one.getValue().path("backend").asText();
                            Declared.contract().operations().stream()
                                    .filter(o -> o.capability().equals(one.getKey()))
                                    .forEach(
                                            o ->
                                                    assertThat(ids)
                                                            .as(file.toString())
                                                            .contains(
                                                                    "backend.%s.%s"
                                                                            .formatted(
                                                                                    backend,
                                                                                    o.id())));
                        });
    }

    @ParameterizedTest
    @MethodSource("regionFiles")
    void whatIsAssumedForTheSandboxIsMarked(Path file) {
        List<String> lines = Declared.text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            boolean assumed =
                    line.startsWith("webLogin:")
                            || (line.startsWith("backend:") && !KNOWN.contains(Declared.stem(file)))
                            || (line.startsWith("organisation:")
                                    && !VERIFIED.contains(Declared.stem(file)));
            assertThat(!assumed || lines.get(i - 1).contains("sandbox assumption:"))
                    .as("%s:%d: marked", file, i + 1)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("regionFiles")
    void saysWhatItIs(Path file) {
        assertThat(Declared.text(file)).as("%s: begins with a comment", file).startsWith("# ");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
