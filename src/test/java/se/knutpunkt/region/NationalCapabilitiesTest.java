package se.knutpunkt.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.error.Problem;
import se.knutpunkt.sandbox.RegionalPartners;

/** A capability of the whole country, in the app or handed over to. */
class NationalCapabilitiesTest {

    private static final String ADULT = "191212121212";
    private static final String CHILD = "201701012393";

    @TempDir private Path folder;

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private TemporaryHome home;

    @BeforeEach
    void asksForPrescriptions() {
        home = new TemporaryHome(folder, "config");
        exchange.setVariable("citizen", ADULT);
        exchange.setVariable("language", "sv");
        exchange.setVariable("capability", "prescriptions");
        exchange.setVariable("params", Map.of());
        exchange.setVariable("person", new Person("Tolvan", null, "T", "14", false, false));
    }

    @Test
    void itIsTheSameForEachRegionThatTakesPart() {
        declare("api");
        gate().choose(exchange);
        assertThat(exchange.getVariable("backend")).isEqualTo("probe");
        assertThat(exchange.getVariable("line")).isEqualTo("national.probe");
        assertThat(exchange.getVariable("parameters")).isEqualTo(Map.of("purpose", "X"));
        assertThat(exchange.getVariable("region", Map.class)).containsEntry("code", "14");
    }

    @Test
    void aRegionThatDoesNotTakePartHasItNeither() {
        declare("api");
        exchange.setVariable("person", new Person("Ebba", null, "G", "09", false, false));
        assertThat(refused().code()).isEqualTo("region-not-joined");
    }

    @ParameterizedTest
    @CsvSource({"api", "handoff"})
    void agesHoldEitherWay(String way) {
        declare(way);
        exchange.setVariable("citizen", CHILD);
        assertThat(refused().code()).isEqualTo("age-not-allowed");
    }

    @Test
    void whatIsHandedOverToIsSaid() {
        declare("handoff");
        Problem problem = refused();
        assertThat(problem.code()).isEqualTo("use-handoff");
        assertThat(problem.extras().handoff())
                .containsEntry("serviceId", "video")
                .containsEntry("presentation", "browser")
                .containsKey("link");
    }

    @ParameterizedTest
    @CsvSource({"api, true", "handoff, false"})
    void theAppIsToldWhetherItHasIt(String way, boolean has) {
        declare(way);
        DeclaredFiles files = files();
        NationalCapabilities nationals = new NationalCapabilities(files);
        RegionAnswers answers =
                new RegionAnswers(
                        new RegionCatalogue(files), services(files), nationals, ages(files));
        assertThat(((List<?>) answers.getMe(exchange).get("may")).contains("prescriptions"))
                .isEqualTo(has);
        assertThat(answers.listServices(exchange).toString().contains("presentation=native"))
                .isEqualTo(has || answersBookNatively(files));
    }

    private static boolean answersBookNatively(DeclaredFiles files) {
        return new RegionCatalogue(files)
                .find("14")
                .orElseThrow()
                .capabilities()
                .containsKey("booking");
    }

    private Problem refused() {
        return catchThrowableOfType(Problem.class, () -> gate().choose(exchange));
    }

    private RegionGate gate() {
        DeclaredFiles files = files();
        return new RegionGate(
                new RegionCatalogue(files),
                new NationalCapabilities(files),
                services(files),
                ages(files));
    }

    private static ServiceCatalogue services(DeclaredFiles files) {
        return new ServiceCatalogue(files, ages(files), new NationalCapabilities(files));
    }

    private static AgeRules ages(DeclaredFiles files) {
        Instant now = Instant.parse("2026-11-20T10:00:00Z");
        return new AgeRules(files, Clock.fixed(now, ZoneOffset.UTC));
    }

    private DeclaredFiles files() {
        return Declared.reader(folder, RegionalPartners.sandboxSettings());
    }

    private void declare(String way) {
        home.replace(
                "config/services.yaml",
                "  - id: video\n",
                "  - id: video\n    capability: prescriptions\n");
        home.write(
                "config/backends/probe.yaml",
                """
                backend: probe
                product: A probe
                protocol: rest
                holdsPatientData: true
                login: none
                timeLimit: 8s
                connectTimeLimit: 1s
                attempts: 2
                connections: 5
                bulkhead: 5
                breaker: {window: 50, minimumCalls: 20, failurePercent: 50, openSeconds: 10, halfOpenCalls: 5}
                answerLimit: 1MB
                national:
                  address: http://localhost:1/
                  capability: prescriptions
                  way: %s
                  service: video
                  parameters: {purpose: X}
                answers: {http-404: not-offered}
                """
                        .formatted(way));
    }
}
