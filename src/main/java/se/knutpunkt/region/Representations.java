package se.knutpunkt.region;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.PersonalIdentityNumber;
import se.knutpunkt.error.Problem;

/**
 * The steps of the route {@code common.representation}: a call with {@code Acting-For} becomes a
 * call about the person acted for, when the ombud register says so today. Nothing is kept between
 * calls.
 */
@Component("representations")
public final class Representations {

    private final RepresentationIds ids;
    private final AgeRules ages;

    Representations(RepresentationIds ids, AgeRules ages) {
        this.ids = ids;
        this.ages = ages;
    }

    /**
     * Before the register is asked.
     *
     * @throws Problem {@code invalid-identifier} when the hub did not make the identifier
     */
    public void demandMade(Exchange exchange) {
        ids.demandMade(exchange.getVariable("representationId", String.class));
    }

    /**
     * Reads the register's answer, the body; sets citizen to the person acted for, and actorType.
     *
     * @throws Problem {@code representation-not-found} when the register names nobody for whom the
     *     identifier is, {@code representation-ended} when the person is no child any more, {@code
     *     age-not-allowed} when the capability is closed for guardians at that age
     */
    public void choose(Exchange exchange) {
        String id = exchange.getVariable("representationId", String.class);
        String actor = exchange.getVariable("actor", String.class);
        String child =
                children(exchange).stream()
                        .filter(number -> ids.isFor(id, actor, number))
                        .findFirst()
                        .orElseThrow(() -> Problem.of("representation-not-found"));
        if (!ages.isChild(child)) {
            throw Problem.of("representation-ended");
        }
        String capability = exchange.getVariable("capability", String.class);
        if (!capability.equals("none") && !ages.guardianMay(capability, child)) {
            throw Problem.of("age-not-allowed");
        }
        exchange.setVariable("citizen", child);
        exchange.setVariable("actorType", "subject_of_care_agent");
        exchange.getMessage().setBody(null);
    }

    /**
     * When the person register has said who it is: sets representation, and actingFor for the
     * answer.
     */
    public void name(Exchange exchange) {
        String id = exchange.getVariable("representationId", String.class);
        String name = exchange.getVariable("person", Person.class).fullName();
        exchange.setVariable(
                "representation", new Representation(id, name, Representation.GUARDIAN));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        if (name != null) {
            shown.put("name", name);
        }
        exchange.setVariable("actingFor", shown);
    }

    /** The numbers in the register's answer; what is no number is nobody. */
    static List<String> children(Exchange exchange) {
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        return ((List<?>) answer.get("children"))
                .stream()
                        .map(String::valueOf)
                        .filter(PersonalIdentityNumber::isValid)
                        .distinct()
                        .toList();
    }
}
