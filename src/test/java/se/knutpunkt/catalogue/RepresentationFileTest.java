package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The ages are those of services and capabilities, all of them and no others. */
class RepresentationFileTest {

    private static final Path FILE = Path.of("config/representation.yaml");

    @Test
    void everyServiceAndEveryCapabilityHasAges() {
        Set<String> known = new TreeSet<>();
        known.addAll(
                Declared.yaml(Path.of("config/services.yaml"))
                        .path("services")
                        .findValuesAsText("id"));
        JsonNode region = Declared.yaml(Path.of("config/schemas/region.schema.json"));
        region.at("/properties/capabilities/properties").fieldNames().forEachRemaining(known::add);
        List<String> stated = new ArrayList<>();
        Declared.yaml(FILE).path("services").fieldNames().forEachRemaining(stated::add);
        assertThat(stated).as(FILE.toString()).containsExactlyInAnyOrderElementsOf(known);
    }
}
