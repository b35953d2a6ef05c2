package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.region.NationalCapabilities;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;
import se.knutpunkt.region.Service;
import se.knutpunkt.region.ServiceCatalogue;
import se.knutpunkt.sandbox.RegionalPartners;

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

    @Test
    void aServiceThatIsNotConfiguredIsNotThere() {
        assertThat(catalogue(Map.of()).redeemedBy("regional-video")).isEmpty();
        assertThat(video("http://localhost:9230/besok").redeemedBy("regional-video"))
                .containsExactly("regional-video");
        assertThat(video("http://localhost:9230/besok").redeemedBy("stranger")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/besok, true",
        "/besok/7f3a, true",
        "/besok/, false",
        "/besok/a/b, false",
        "/besok.x, false",
        "/besok/a.b, false",
        "/admin, false",
        "'/besok\n', false"
    })
    void targetsAreThoseOfTheFileAndNoOthers(String target, boolean allowed) {
        Service service =
                video("https://video.example.se/").open("regional-video", region("01"), id -> true);
        assertThat(service.allows(target.replace("\\n", "\n"))).isEqualTo(allowed);
    }

    @Test
    void aServiceIsOpenedOnlyWhereTheRegionHasIt() {
        ServiceCatalogue services = video("https://video.example.se/");
        assertThat(code(() -> services.open("regional-video", region("03"), id -> true)))
                .isEqualTo("service-not-in-region");
        assertThat(code(() -> services.open("no-such", region("01"), id -> true)))
                .isEqualTo("service-not-found");
        assertThat(code(() -> services.open("regional-video", region("01"), id -> false)))
                .isEqualTo("age-not-allowed");
        assertThat(code(() -> services.open("booking", region("01"), id -> true)))
                .isEqualTo("service-native");
        assertThat(services.open("booking", region("09"), id -> true).presentation())
                .isEqualTo("browser");
    }

    private static String code(ThrowingCallable call) {
        return catchThrowableOfType(Problem.class, call).code();
    }

    private static ServiceCatalogue video(String link) {
        return catalogue(Map.of("KNUTPUNKT_REGIONAL_VIDEO_URL", link));
    }

    private static ServiceCatalogue catalogue(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(RegionalPartners.sandboxSettings());
        all.putAll(settings);
        DeclaredFiles files = Declared.reader(Path.of("."), all);
        return new ServiceCatalogue(
                files, new AgeRules(files, Clock.systemUTC()), new NationalCapabilities(files));
    }

    private static Region region(String code) {
        return new RegionCatalogue(Declared.reader()).find(code).orElseThrow();
    }
}
