package se.knutpunkt.region;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** What the hub answers from its own catalogues: regions, services, and who the citizen is. */
@Component("regionAnswers")
public final class RegionAnswers {

    private final RegionCatalogue regions;
    private final ServiceCatalogue services;
    private final NationalCapabilities nationals;
    private final AgeRules ages;

    RegionAnswers(
            RegionCatalogue regions,
            ServiceCatalogue services,
            NationalCapabilities nationals,
            AgeRules ages) {
        this.regions = regions;
        this.nationals = nationals;
        this.services = services;
        this.ages = ages;
    }

    public Map<String, Object> listRegions() {
        return Map.of("regions", regions.all().stream().map(RegionAnswers::row).toList());
    }

    /**
     * The services of the stated region, else of the citizen's own; those of every region when
     * there is none. What is closed at the citizen's age is left out.
     */
    public Map<String, Object> listServices(Exchange exchange) {
        Person person = exchange.getVariable("person", Person.class);
        Object stated = exchange.getVariable("params", Map.class).get("region");
        String code = stated != null ? stated.toString() : person.county();
        Region region = code == null ? null : regions.find(code).orElse(null);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "services",
                services.of(
                        region,
                        exchange.getVariable("language", String.class),
                        service -> ages.isOpen(exchange, service)));
        if (region != null) {
            answer.put("region", region.region());
        }
        return answer;
    }

    /** Who the citizen is; nothing about the region when the population record is protected. */
    public Map<String, Object> getMe(Exchange exchange) {
        Person person = exchange.getVariable("person", Person.class);
        Region home = person.county() == null ? null : regions.find(person.county()).orElse(null);
        Map<String, Object> me = new LinkedHashMap<>();
        me.put("identity", identity(person));
        if (home != null) {
            me.put("homeRegion", Map.of("code", home.region(), "name", home.name()));
        }
        me.put(
                "regionStatus",
                person.populationRecordProtected()
                        ? "protected"
                        : home == null ? "unknown" : "known");
        boolean takesPart = home != null && home.takesPart();
        me.put("takesPart", takesPart);
        if (home != null && !takesPart) {
            me.put("webLogin", home.webLogin());
        }
        me.put(
                "may",
                takesPart
                        ? capabilities(home).stream()
                                .filter(capability -> ages.isOpen(exchange, capability))
                                .toList()
                        : List.of());
        me.put("loginLevel", exchange.getVariable("loginLevel"));
        return me;
    }

    /** The region's own and those of the whole country, sorted. */
    private Set<String> capabilities(Region region) {
        Set<String> all = new TreeSet<>(region.capabilities().keySet());
        all.addAll(nationals.inApp());
        return all;
    }

    private static Map<String, Object> identity(Person person) {
        if (person.given() == null || person.surname() == null) {
            return Map.of();
        }
        Map<String, Object> name = new LinkedHashMap<>();
        name.put("given", person.given());
        if (person.middle() != null) {
            name.put("middle", person.middle());
        }
        name.put("surname", person.surname());
        return Map.of("name", name);
    }

    private static Map<String, Object> row(Region region) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("code", region.region());
        row.put("name", region.name());
        row.put("takesPart", region.takesPart());
        row.put("webLogin", region.webLogin());
        return row;
    }

    /**
     * A booking names the citizen as the population register does.
     *
     * @throws Problem {@code person-not-found} when the register holds no name
     */
    public void demandName(Exchange exchange) {
        Person person = exchange.getVariable("person", Person.class);
        if (person.given() == null || person.surname() == null) {
            throw Problem.of("person-not-found");
        }
    }
}
