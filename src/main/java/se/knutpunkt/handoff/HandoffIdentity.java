package se.knutpunkt.handoff;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.region.Person;
import se.knutpunkt.region.PersonCache;

/**
 * What a service is told of the citizen, in the form of the contract's RedeemedHandoff: who is
 * logged in, how and when, and whom that person acts for; nothing about region or address.
 */
@Component
final class HandoffIdentity {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private final PersonCache persons;

    HandoffIdentity(PersonCache persons) {
        this.persons = persons;
    }

    /**
     * Reads the variables actor, citizen, person, representation (null when nobody is represented),
     * loginLevel and loggedInAt (null when the token does not say).
     */
    Map<String, Object> of(Exchange exchange, String serviceId) {
        String actor = exchange.getVariable("actor", String.class);
        String citizen = exchange.getVariable("citizen", String.class);
        Person person = exchange.getVariable("person", Person.class);
        boolean represents = exchange.getVariable("representation") != null;
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("serviceId", serviceId);
        identity.put(
                "citizen",
                represents
                        ? described(actor, persons.known(actor))
                        : described(citizen, Optional.of(person)));
        if (represents) {
            identity.put("actingFor", described(citizen, Optional.of(person)));
        }
        identity.put("loginLevel", exchange.getVariable("loginLevel"));
        Instant loggedInAt = exchange.getVariable("loggedInAt", Instant.class);
        if (loggedInAt != null) {
            identity.put("loggedInAt", time(loggedInAt));
        }
        return identity;
    }

    /** RFC 3339, whole seconds, with the offset that holds in Sweden. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .atZone(SWEDEN)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    private static Map<String, Object> described(String number, Optional<Person> person) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("personalIdentityNumber", number);
        person.filter(one -> one.given() != null && one.surname() != null)
                .ifPresent(one -> described.put("name", name(one)));
        return described;
    }

    private static Map<String, Object> name(Person person) {
        Map<String, Object> name = new LinkedHashMap<>();
        name.put("given", person.given());
        if (person.middle() != null) {
            name.put("middle", person.middle());
        }
        name.put("surname", person.surname());
        return name;
    }
}
