package se.knutpunkt.region;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Keeps persons in memory, at most a day and a bounded number of them; never on disk (design, home
 * region).
 */
@Component("persons")
public final class PersonCache {

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Cache<String, Person> persons;

    public PersonCache(
            @Value("${knutpunkt.person-cache.entries}") int entries,
            @Value("${knutpunkt.person-cache.time}") Duration time,
            MeterRegistry meters) {
        this.persons =
                Caffeine.newBuilder()
                        .maximumSize(entries)
                        .expireAfterWrite(time.compareTo(LONGEST) > 0 ? LONGEST : time)
                        .recordStats()
                        .build();
        CaffeineCacheMetrics.monitor(meters, persons, "persons");
    }

    /**
     * Sets the variable {@code person} when the citizen is known already, else personUnknown. A
     * person that is there stays: who is acted for has been looked up before.
     */
    public void recall(Exchange exchange) {
        Object known = exchange.getVariable("person");
        if (known == null) {
            known = persons.getIfPresent(exchange.getVariable("citizen", String.class));
            exchange.setVariable("person", known);
        }
        exchange.setVariable("personUnknown", known == null);
    }

    /**
     * Keeps the register's answer, the body, and sets the variable {@code person}.
     *
     * @throws Problem {@code person-not-found} when the register does not know the citizen or no
     *     longer has them
     */
    public void remember(Exchange exchange) {
        Map<?, ?> mapped = exchange.getMessage().getBody(Map.class);
        if (mapped == null || mapped.isEmpty()) {
            throw Problem.of("person-not-found");
        }
        Person person = Person.of(mapped);
        if (person.deregistered()) {
            throw Problem.of("person-not-found");
        }
        persons.put(exchange.getVariable("citizen", String.class), person);
        exchange.setVariable("person", person);
        exchange.getMessage().setBody(null);
    }

    /** The person when known already; the register is not asked. */
    public Optional<Person> known(String personalIdentityNumber) {
        return Optional.ofNullable(persons.getIfPresent(personalIdentityNumber));
    }

    /** Forgets everybody; for operations and tests. */
    public void forget() {
        persons.invalidateAll();
    }
}
