package se.knutpunkt.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.api.IdentifierKey;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;

/** An operation is closed by the age that its capability has, for a guardian and for oneself. */
class AgeOfOperationTest {

    private static final String GUARDIAN = "198804202383";
    private static final String CHILD = "201701012393";

    private final AgeRules ages =
            new AgeRules(
                    Declared.reader(),
                    Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC));
    private final RepresentationIds ids =
            new RepresentationIds(new IdentifierKey(List.of("only-for-tests-0123456789abcdefgh")));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @BeforeEach
    void child() {
        exchange.setVariable("citizen", CHILD);
        exchange.setVariable("actor", CHILD);
        exchange.setVariable("params", Map.of());
        exchange.setVariable("person", new Person("Ärla", null, "Öberg-Lind", "01", false, false));
    }

    @ParameterizedTest
    @CsvSource({"journal, age-not-allowed", "lab, age-not-allowed", "cases, not-offered"})
    void aChildIsTooYoungForSome(String capability, String code) {
        exchange.setVariable("capability", capability);
        assertThatThrownBy(() -> gate().choose(exchange)).hasMessage(code);
    }

    @Test
    void aChildMayBook() {
        exchange.setVariable("capability", "booking");
        gate().choose(exchange);
        assertThat(exchange.getVariable("line")).isEqualTo("01.rivta");
    }

    @ParameterizedTest
    @CsvSource({"representatives", "unheard-of"})
    void whatIsClosedToGuardiansIsRefused(String capability) {
        actAsGuardian(capability);
        assertThatThrownBy(() -> new Representations(ids, ages).choose(exchange))
                .hasMessage("age-not-allowed");
        assertThat(exchange.getVariable("citizen")).isEqualTo(GUARDIAN);
    }

    @ParameterizedTest
    @CsvSource({"booking", "journal", "none"})
    void whatIsOpenToGuardiansBecomesTheChilds(String capability) {
        actAsGuardian(capability);
        new Representations(ids, ages).choose(exchange);
        assertThat(exchange.getVariable("citizen")).isEqualTo(CHILD);
        assertThat(exchange.getVariable("actor")).isEqualTo(GUARDIAN);
        assertThat(exchange.getVariable("actorType")).isEqualTo("subject_of_care_agent");
    }

    private RegionGate gate() {
        DeclaredFiles files = Declared.reader();
        NationalCapabilities nationals = new NationalCapabilities(files);
        return new RegionGate(
                new RegionCatalogue(files),
                nationals,
                new ServiceCatalogue(files, ages, nationals),
                ages);
    }

    private void actAsGuardian(String capability) {
        exchange.setVariable("citizen", GUARDIAN);
        exchange.setVariable("actor", GUARDIAN);
        exchange.setVariable("capability", capability);
        exchange.setVariable("representationId", ids.of(GUARDIAN, CHILD));
        exchange.getMessage().setBody(Map.of("children", List.of("199802262387", CHILD)));
    }
}
