package se.knutpunkt.source;

import java.util.Map;
import org.apache.camel.Exchange;

/**
 * One that is asked: a region over its own line, or all regions of a back end over its national
 * one.
 *
 * @param id as the answer names it: a county code, or {@code national} when the home region is none
 *     of the regions asked
 * @param logicalAddress null where the back end needs none
 * @param national whether all regions of the back end are asked
 */
record Source(
        String id,
        String name,
        String backend,
        String line,
        String logicalAddress,
        boolean national) {

    /** The same with the name of the region whose question it is too. */
    Source namedAs(Source region) {
        return new Source(region.id, region.name, backend, line, logicalAddress, national);
    }

    /** Sets the variables by which a back end's routes and mappings know whom to ask. */
    void chooseOn(Exchange exchange) {
        exchange.setVariable("region", Map.of("code", id, "name", name));
        exchange.setVariable("backend", backend);
        exchange.setVariable("line", line);
        exchange.setVariable("logicalAddress", logicalAddress);
        exchange.setVariable("national", national ? true : null);
    }
}
