package se.knutpunkt.region;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * The steps of listRepresentations: whom the ombud register names and a guardian may act for today,
 * each with the name in the person register. A child whose name cannot be read now is left out, and
 * the answer says that it is not complete.
 */
@Component("representationList")
public final class RepresentationList {

    private static final Set<String> LATE = Set.of("backend-timeout", "deadline-exceeded");
    private static final Set<String> NOT_ASKED =
            Set.of("backend-paused", "backend-busy", "maintenance");

    private final RepresentationIds ids;
    private final AgeRules ages;
    private final RegionCatalogue regions;
    private final NationalCapabilities nationals;

    RepresentationList(
            RepresentationIds ids,
            AgeRules ages,
            RegionCatalogue regions,
            NationalCapabilities nationals) {
        this.nationals = nationals;
        this.ids = ids;
        this.ages = ages;
        this.regions = regions;
    }

    /** Reads the register's answer, the body; sets children and representations. */
    public void begin(Exchange exchange) {
        exchange.setVariable(
                "children",
                Representations.children(exchange).stream()
                        .filter(ages::isChild)
                        .sorted()
                        .toList());
        exchange.setVariable("representations", new ArrayList<>());
        exchange.getMessage().setBody(null);
    }

    /** Makes the next child the one whom the person register is asked about. */
    public void next(Exchange exchange) {
        String failure = exchange.getVariable("namesFailed", String.class);
        if (failure != null) {
            throw Problem.of(failure);
        }
        int index = exchange.getProperty(Exchange.LOOP_INDEX, Integer.class);
        exchange.setVariable("citizen", exchange.getVariable("children", List.class).get(index));
        exchange.removeVariable("person");
    }

    /** Adds the child that the person register has told of. */
    @SuppressWarnings("unchecked")
    public void add(Exchange exchange) {
        String child = exchange.getVariable("citizen", String.class);
        Person person = exchange.getVariable("person", Person.class);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", ids.of(exchange.getVariable("actor", String.class), child));
        if (person.fullName() != null) {
            row.put("name", person.fullName());
        }
        row.put("kind", Representation.GUARDIAN);
        row.put(
                "validUntil",
                ages.childUntil(child).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        row.put(
                "services",
                Stream.concat(regions.capabilities().stream(), nationals.inApp().stream())
                        .distinct()
                        .sorted()
                        .filter(capability -> ages.guardianMay(capability, child))
                        .toList());
        exchange.getVariable("representations", List.class).add(row);
    }

    /** Whoever the person register does not have is not there; any other failure is remembered. */
    public void leaveOut(Exchange exchange) {
        Problem problem = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Problem.class);
        if (!problem.code().equals("person-not-found")) {
            exchange.setVariable("namesFailed", problem.code());
        }
    }

    /** The answer; the citizen is the one who is logged in again. */
    public Map<String, Object> answer(Exchange exchange) {
        exchange.setVariable("citizen", exchange.getVariable("actor"));
        String asOf = exchange.getVariable("asOf", String.class);
        String failure = exchange.getVariable("namesFailed", String.class);
        List<Map<String, Object>> sources = new ArrayList<>();
        sources.add(source("userprofile", "1177 användarprofil", "answered", asOf, null));
        if (failure != null) {
            String status =
                    LATE.contains(failure)
                            ? "late"
                            : NOT_ASKED.contains(failure) ? "not-asked" : "broken";
            sources.add(source("personregister", "Personuppgiftstjänsten", status, null, failure));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("representations", exchange.getVariable("representations"));
        answer.put("sources", sources);
        answer.put("complete", failure == null);
        return answer;
    }

    private static Map<String, Object> source(
            String id, String name, String status, String asOf, String error) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("id", id);
        source.put("name", name);
        source.put("status", status);
        if (asOf != null) {
            source.put("asOf", asOf);
        }
        if (error != null) {
            source.put("error", error);
        }
        return source;
    }
}
