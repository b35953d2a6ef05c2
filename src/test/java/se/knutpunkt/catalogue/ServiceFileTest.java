package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The services of citizens. */
class ServiceFileTest {

    private static final Path FILE = Path.of("config/services.yaml");
    private static final JsonNode SERVICES = Declared.yaml(FILE).path("services");

    @Test
    void idsAreUnique() {
        assertThat(SERVICES.findValuesAsText("id")).as(FILE.toString()).doesNotHaveDuplicates();
    }

    @Test
    void aCapabilityIsOneServiceOnly() {
        assertThat(SERVICES.findValuesAsText("capability"))
                .as(FILE.toString())
                .doesNotHaveDuplicates();
    }

    @Test
    void everyCapabilityOfARegionIsAService() {
        List<String> known = SERVICES.findValuesAsText("capability");
        for (Path region : Declared.files("config/regions/*.yaml")) {
            Declared.yaml(region)
                    .path("capabilities")
                    .fieldNames()
                    .forEachRemaining(
                            capability ->
                                    assertThat(known)
                                            .as("%s: capabilities.%s", region, capability)
                                            .contains(capability));
        }
    }

    @Test
    void everyServiceIsTranslated() {
        for (JsonNode service : SERVICES) {
            assertThat(service.path("name").path("sv").asText()).isNotBlank();
            assertThat(service.path("name").path("en").asText()).isNotBlank();
        }
    }
}
