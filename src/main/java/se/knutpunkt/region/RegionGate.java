package se.knutpunkt.region;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Operation;
import se.knutpunkt.error.Problem;

/**
 * Lets a citizen through when the home region takes part, and chooses the region, the back end and
 * the line that serve the call (design section 4, region gate).
 */
@Component("regionGate")
public final class RegionGate {

    private final RegionCatalogue regions;
    private final NationalCapabilities nationals;
    private final ServiceCatalogue services;
    private final AgeRules ages;

    public RegionGate(
            RegionCatalogue regions,
            NationalCapabilities nationals,
            ServiceCatalogue services,
            AgeRules ages) {
        this.regions = regions;
        this.nationals = nationals;
        this.services = services;
        this.ages = ages;
    }

    /**
     * Reads the variables person, params, targetRegion (when an identifier named one) and
     * capability; sets region, backend and line. An operation without a capability asks no back
     * end: only the home region is demanded and set. What a partner of the whole country serves is
     * the same in each region; its own parameters are set too.
     *
     * @throws Problem {@code region-not-joined} with the web login, {@code home-region-unknown},
     *     {@code home-region-protected}, {@code not-offered}, {@code age-not-allowed} for one who
     *     is too young for the capability, or {@code use-handoff} when it is only to be had outside
     *     the app
     */
    public void choose(Exchange exchange) {
        Region home = home(exchange.getVariable("person", Person.class));
        String capability = exchange.getVariable("capability", String.class);
        if (Operation.NO_CAPABILITY.equals(capability)) {
            exchange.setVariable("region", Map.of("code", home.region(), "name", home.name()));
            return;
        }
        String wanted = exchange.getVariable("targetRegion", String.class);
        if (wanted == null) {
            wanted = (String) exchange.getVariable("params", Map.class).get("region");
        }
        Region target = wanted == null ? home : regions.find(wanted).orElse(null);
        if (exchange.getVariable("representation") == null
                && !ages.maySelf(capability, exchange.getVariable("citizen", String.class))) {
            throw Problem.of("age-not-allowed");
        }
        Optional<NationalCapabilities.Offer> national = nationals.find(capability);
        if (national.isPresent()) {
            choose(exchange, home, national.get());
            return;
        }
        if (target == null || !target.takesPart()) {
            throw Problem.of("not-offered");
        }
        Region.Capability offered = target.capabilities().get(capability);
        if (offered == null) {
            throw Problem.of("not-offered").from(target.region());
        }
        exchange.setVariable("region", Map.of("code", target.region(), "name", target.name()));
        exchange.setVariable("logicalAddress", offered.logicalAddress());
        exchange.setVariable("backend", offered.backend());
        exchange.setVariable("line", target.line(capability));
    }

    /**
     * For what no region serves but is for citizens of regions that take part: sets region to the
     * home region, or to nothing when the population record is protected, since where such a person
     * lives is not looked at.
     *
     * @throws Problem {@code region-not-joined} with the web login, or {@code home-region-unknown}
     */
    public void admit(Exchange exchange) {
        Person person = exchange.getVariable("person", Person.class);
        if (!person.populationRecordProtected()) {
            Region home = home(person);
            exchange.setVariable("region", Map.of("code", home.region(), "name", home.name()));
        }
    }

    private void choose(Exchange exchange, Region home, NationalCapabilities.Offer offer) {
        if (!offer.isInApp()) {
            throw Problem.of("use-handoff").handoff(services.handoff(offer.service(), home));
        }
        exchange.setVariable("region", Map.of("code", home.region(), "name", home.name()));
        exchange.setVariable("backend", offer.backend());
        exchange.setVariable("line", offer.line());
        exchange.setVariable("parameters", offer.parameters());
    }

    /** The home region, which must take part. */
    private Region home(Person person) {
        if (person.populationRecordProtected()) {
            throw Problem.of("home-region-protected");
        }
        Optional<Region> home = regions.find(String.valueOf(person.county()));
        Region region = home.orElseThrow(() -> Problem.of("home-region-unknown"));
        if (!region.takesPart()) {
            throw Problem.of("region-not-joined").webLogin(region.webLogin());
        }
        return region;
    }
}
