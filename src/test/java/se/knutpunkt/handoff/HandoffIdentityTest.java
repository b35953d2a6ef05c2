package se.knutpunkt.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import se.knutpunkt.region.PersonCache;

/** What a service is told. */
class HandoffIdentityTest {

    private static final String GUARDIAN = "198804202383";
    private static final String CHILD = "201701012393";
    private static final String LEVEL = "http://id.elegnamnden.se/loa/1.0/loa3";

    private final PersonCache persons =
            new PersonCache(10, Duration.ofHours(1), new SimpleMeterRegistry());
    private final HandoffIdentity identities = new HandoffIdentity(persons);

    /** As the ombud's step leaves it. */
    record Representation(String id, String name) {}

    @Test
    void aCitizenAlone() {
        Exchange exchange = exchange(GUARDIAN, GUARDIAN, "Åsa", "Öberg-Lind");
        exchange.setVariable("loggedInAt", Instant.parse("2026-07-01T10:00:00.9Z"));
        assertThat(identities.of(exchange, "video"))
                .isEqualTo(
                        Map.of(
                                "serviceId",
                                "video",
                                "citizen",
                                person(GUARDIAN, "Åsa", "Öberg-Lind"),
                                "loginLevel",
                                LEVEL,
                                "loggedInAt",
                                "2026-07-01T12:00:00+02:00"));
    }

    @Test
    void aGuardianForAChildIsBothByName() {
        exchange(GUARDIAN, GUARDIAN, "Åsa", "Öberg-Lind");
        Exchange exchange = exchange(GUARDIAN, CHILD, "Ärla", "Öberg-Lind");
        exchange.setVariable("representation", new Representation("r1", "Ärla Öberg-Lind"));
        assertThat(identities.of(exchange, "video"))
                .isEqualTo(
                        Map.of(
                                "serviceId",
                                "video",
                                "citizen",
                                person(GUARDIAN, "Åsa", "Öberg-Lind"),
                                "actingFor",
                                person(CHILD, "Ärla", "Öberg-Lind"),
                                "loginLevel",
                                LEVEL));
    }

    @Test
    void aGuardianWhomTheRegisterWasNotAskedAboutIsANumberOnly() {
        Exchange exchange = exchange(GUARDIAN, CHILD, "Ärla", "Öberg-Lind");
        exchange.setVariable("representation", new Representation("r1", "Ärla Öberg-Lind"));
        assertThat(identities.of(exchange, "video").get("citizen"))
                .isEqualTo(Map.of("personalIdentityNumber", GUARDIAN));
    }

    /** After the register was asked about the citizen. */
    private Exchange exchange(String actor, String citizen, String given, String surname) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("actor", actor);
        exchange.setVariable("citizen", citizen);
        exchange.setVariable("loginLevel", LEVEL);
        exchange.getMessage().setBody(Map.of("given", given, "surname", surname, "county", "01"));
        persons.remember(exchange);
        return exchange;
    }

    private static Map<String, Object> person(String number, String given, String surname) {
        return Map.of(
                "personalIdentityNumber",
                number,
                "name",
                Map.of("given", given, "surname", surname));
    }
}
