package se.knutpunkt.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * In which regions a citizen has bookings: what the engagement index said a moment ago, and where
 * the hub itself has booked, which the index may not know yet. In memory only, bounded.
 */
@Component("engagements")
public final class Engagements {

    /** By then the region has told the index of a booking made here. */
    private static final Duration INDEX_KNOWS = Duration.ofHours(1);

    private final boolean asked;
    private final Cache<String, Set<String>> found;
    private final Cache<String, Set<String>> booked;

    Engagements(
            @Value("${knutpunkt.sources.engagement-index}") boolean asked,
            @Value("${knutpunkt.engagement-cache.entries}") int entries,
            @Value("${knutpunkt.engagement-cache.time}") Duration time,
            MeterRegistry meters) {
        this.asked = asked;
        this.found =
                Caffeine.newBuilder()
                        .maximumSize(entries)
                        .expireAfterWrite(time)
                        .recordStats()
                        .build();
        this.booked =
                Caffeine.newBuilder().maximumSize(entries).expireAfterWrite(INDEX_KNOWS).build();
        CaffeineCacheMetrics.monitor(meters, found, "engagements");
    }

    /** Whether there is an index to ask. */
    boolean isAsked() {
        return asked;
    }

    /** County codes by the index; empty when it has to be asked. None at all without an index. */
    Optional<Set<String>> known(String citizen) {
        return asked ? Optional.ofNullable(found.getIfPresent(citizen)) : Optional.of(Set.of());
    }

    /** County codes where the hub has booked for the citizen lately. */
    Set<String> booked(String citizen) {
        Set<String> regions = booked.getIfPresent(citizen);
        return regions == null ? Set.of() : regions;
    }

    /**
     * Keeps the index's answer, the body {@code {"regions", "broken"}}, and makes the county codes
     * the body.
     *
     * @throws Problem {@code backend-broken} when it was about somebody else
     */
    public void remember(Exchange exchange) {
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        if (!Boolean.FALSE.equals(answer.get("broken"))) {
            throw Problem.of("backend-broken");
        }
        Set<String> regions =
                ((List<?>) answer.get("regions"))
                        .stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
        found.put(exchange.getVariable("citizen", String.class), regions);
        exchange.getMessage().setBody(regions);
    }

    /** After a booking: the citizen has one in the region of the call. The body stays. */
    public void add(Exchange exchange) {
        Object code = exchange.getVariable("region", Map.class).get("code");
        booked.asMap()
                .merge(
                        exchange.getVariable("citizen", String.class),
                        Set.of(String.valueOf(code)),
                        Engagements::both);
    }

    /** Forgets everybody; for operations and tests. */
    public void forget() {
        found.invalidateAll();
        booked.invalidateAll();
    }

    static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
