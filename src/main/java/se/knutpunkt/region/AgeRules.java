package se.knutpunkt.region;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.PersonalIdentityNumber;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/**
 * From which birthday and until which somebody may do something, by {@code
 * config/representation.yaml} (contracts/1177-services section 3). Decided on the day of the call
 * in Swedish time: an age is reached when the birthday begins in Sweden. Who was born on 29
 * February has it on 28 February in other years, as {@link LocalDate#plusYears} says
 * (docs/decisions/0016-ombud.md).
 */
@Component("ages")
public final class AgeRules {

    private static final String FILE = "config/representation.yaml";
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    /** The file. */
    record Ages(Guardian guardian, Map<String, Service> services) {}

    /**
     * @param until the birthday on which acting for the child ends, years
     */
    record Guardian(int until) {}

    /**
     * One service or capability.
     *
     * @param guardian until which birthday of the child a guardian may use it, or null for never
     * @param self from which birthday on one may use it oneself
     */
    record Service(Guardian guardian, Self self) {}

    /**
     * @param from years, 0 for everybody
     */
    record Self(int from) {}

    private final Ages ages;
    private final Clock clock;

    public AgeRules(DeclaredFiles files, Clock clock) {
        Path file = files.path(FILE);
        this.ages = files.read(file, "representation.schema.json", Ages.class);
        this.clock = clock;
        List<String> mistakes = new ArrayList<>();
        ages.services()
                .forEach(
                        (name, service) -> {
                            if (service.guardian() != null
                                    && service.guardian().until() > ages.guardian().until()) {
                                mistakes.add(
                                        files.mistake(
                                                file,
                                                "later than guardian.until",
                                                "services",
                                                name,
                                                "guardian",
                                                "until"));
                            }
                        });
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
    }

    /** Whether the file says something of a service or a capability. */
    public boolean knows(String service) {
        return ages.services().containsKey(service);
    }

    /** Whether a guardian may act for the person today. */
    public boolean isChild(String number) {
        return !hasReached(number, ages.guardian().until());
    }

    /** The moment from which a guardian may not act for the person any more. */
    ZonedDateTime childUntil(String number) {
        return birthday(number, ages.guardian().until()).atStartOfDay(SWEDEN);
    }

    /** Whether a guardian may use the service for the child today; never one without a rule. */
    public boolean guardianMay(String service, String child) {
        Service rule = ages.services().get(service);
        return rule != null
                && rule.guardian() != null
                && !hasReached(child, rule.guardian().until());
    }

    /** Whether a person may use the service today; one without a rule is for adults. */
    public boolean maySelf(String service, String number) {
        Service rule = ages.services().get(service);
        return hasReached(number, rule == null ? 18 : rule.self().from());
    }

    /**
     * Whether a service is open in a call: by the age of the variable citizen, and whether somebody
     * acts for them (variable representation).
     */
    public boolean isOpen(Exchange exchange, String service) {
        String citizen = exchange.getVariable("citizen", String.class);
        return exchange.getVariable("representation") == null
                ? maySelf(service, citizen)
                : guardianMay(service, citizen);
    }

    private boolean hasReached(String number, int age) {
        return age == 0
                || !LocalDate.ofInstant(clock.instant(), SWEDEN).isBefore(birthday(number, age));
    }

    private static LocalDate birthday(String number, int age) {
        return PersonalIdentityNumber.birthDate(number).plusYears(age);
    }
}
