package se.knutpunkt.api;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers cross the border between HTTP and the routes. Inwards none: what a route may know
 * of a request is in its variables. Outwards only those named here, so neither request nor back-end
 * headers are ever echoed.
 */
final class HeaderAllowList implements HeaderFilterStrategy {

    private final Set<String> outwards = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    HeaderAllowList() {
        outwards.addAll(Set.of("Content-Type", "Retry-After", "Cache-Control", "Location", "ETag"));
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !outwards.contains(name);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return true;
    }
}
