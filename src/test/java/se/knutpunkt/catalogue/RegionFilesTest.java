package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The 21 regions; what the hub itself refuses is tested in {@link DeclaredFilesTest}. */
class RegionFilesTest {

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
