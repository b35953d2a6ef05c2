package se.knutpunkt.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.error.Problem;
import se.knutpunkt.sandbox.RegionalPartners;

/** A region that takes part and has nothing to book in; every region of the sandbox has. */
class RegionWithoutCapabilityTest {

    private static final String FILE = "config/regions/14.yaml";

    @TempDir Path folder;
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private RegionGate gate;
    private RegionAnswers answers;

    @BeforeEach
    void regionWithoutBooking() {
        TemporaryHome home = new TemporaryHome(folder, "config");
        String text = Declared.text(home.file(FILE));
        home.write(FILE, text.replaceFirst("(?s)capabilities:.*", "capabilities: {}\n"));
        DeclaredFiles files = Declared.reader(folder, RegionalPartners.sandboxSettings());
        AgeRules ages = new AgeRules(files, Clock.systemUTC());
        RegionCatalogue regions = new RegionCatalogue(files);
        NationalCapabilities nationals = new NationalCapabilities(files);
        ServiceCatalogue services = new ServiceCatalogue(files, ages, nationals);
        gate = new RegionGate(regions, nationals, services, ages);
        answers = new RegionAnswers(regions, services, nationals, ages);
        exchange.setVariable("citizen", "199102102382");
        exchange.setVariable("actor", "199102102382");
        exchange.setVariable("capability", "booking");
        exchange.setVariable("params", Map.of());
    }

    @Test
    void itsCitizensAreNotOfferedIt() {
        liveIn("14");
        assertThat(refusal()).isEqualTo("not-offered from 14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"params", "identifier"})
    void nobodyElseIsEither(String by) {
        liveIn("01");
        if (by.equals("params")) {
            exchange.setVariable("params", Map.of("region", "14"));
        } else {
            exchange.setVariable("targetRegion", "14");
        }
        assertThat(refusal()).isEqualTo("not-offered from 14");
    }

    @Test
    void itsCitizensMayBookElsewhere() {
        liveIn("14");
        exchange.setVariable("params", Map.of("region", "01"));
        gate.choose(exchange);
        assertThat(exchange.getVariable("line")).isEqualTo("01.rivta");
    }

    @Test
    void itsCitizensAreToldThatItTakesPart() {
        liveIn("14");
        Map<String, Object> me = answers.getMe(exchange);
        assertThat(me).containsEntry("takesPart", true).doesNotContainKey("webLogin");
        assertThat((Collection<?>) me.get("may")).noneMatch("booking"::equals);
    }

    private void liveIn(String county) {
        exchange.setVariable("person", new Person("Ärla", null, "Öberg", county, false, false));
    }

    private String refusal() {
        Problem problem = catchThrowableOfType(Problem.class, () -> gate.choose(exchange));
        return problem.code() + " from " + problem.extras().source();
    }
}
