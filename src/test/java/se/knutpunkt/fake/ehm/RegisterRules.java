package se.knutpunkt.fake.ehm;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import se.knutpunkt.fake.Request;

/**
 * What the register demands of each request before it looks at it (contracts/ehm-nll sections 3, 4
 * and 9): the token's person, the headers, and who may see whose list.
 */
final class RegisterRules {

    static final String NOT_ALLOWED = "2-34-303";
    static final String WRONG_AGE = "2-34-305";

    private static final int ADULT = 18;
    private static final int OWN_LIFE = 13;
    private static final Map<String, String> PARENT_OF =
            Map.of(FirstLists.CHILD, FirstLists.GUARDIAN);
    private static final Set<String> DEMANDED =
            Set.of("x-purpose", "x-access", "x-context-id", "x-user-agent", "x-request-id");

    private final Clock clock;
    private final Set<String> requestIds = ConcurrentHashMap.newKeySet();

    RegisterRules(Clock clock) {
        this.clock = clock;
    }

    /** What is wrong with a request, and how it is answered. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        /**
         * @param code the register's own, or one of FHIR's
         */
        Refused(int status, String code, String text) {
            super(text);
            this.status = status;
            this.code = code;
        }

        int status() {
            return status;
        }

        String code() {
            return code;
        }
    }

    void forget() {
        requestIds.clear();
    }

    /** The headers of every call. */
    void demandHeaders(Request request) {
        for (String name : DEMANDED) {
            if (request.header(name).filter(value -> !value.isBlank()).isEmpty()) {
                throw new Refused(400, "required", name + " is missing");
            }
        }
        String id = request.header("x-request-id").orElseThrow();
        if (!isUuid(id) || !requestIds.add(id)) {
            throw new Refused(400, "duplicate", "x-request-id is no new UUID");
        }
        if (!request.header("x-purpose").orElseThrow().equals("privatperson")) {
            throw new Refused(403, "forbidden", "x-purpose");
        }
        if (!request.header("Accept").orElse("").equals("application/fhir+json")) {
            throw new Refused(406, "not-supported", "only application/fhir+json");
        }
    }

    /**
     * Whether the person of the token may ask about this one.
     *
     * @param subject of the access token: the identity provider's name of the person
     */
    void demandAccess(Request request, String subject, MedicationList about) {
        String access = request.header("x-access").orElseThrow();
        switch (access) {
            case "own" -> demand(is(subject, about.number()), "not one's own");
            case "guardian" -> {
                String parent = PARENT_OF.get(about.number());
                demand(parent != null && is(subject, parent), "not the guardian");
                if (age(about.number()) >= OWN_LIFE) {
                    throw new Refused(422, WRONG_AGE, "Barnet har fyllt 13 år.");
                }
            }
            default -> throw new Refused(422, NOT_ALLOWED, "Fullmakt saknas.");
        }
        if (access.equals("own") && age(about.number()) < ADULT) {
            throw new Refused(422, WRONG_AGE, "Du har inte fyllt 18 år.");
        }
    }

    /** Where a call is about one person, the header names that very person. */
    Optional<MedicationList> patient(Request request, Collection<MedicationList> lists) {
        return request.header("x-patientref")
                .map(
                        id ->
                                lists.stream()
                                        .filter(one -> one.id().equals(id))
                                        .findFirst()
                                        .orElseThrow(
                                                () ->
                                                        new Refused(
                                                                403, "forbidden", "x-patientref")));
    }

    private static void demand(boolean held, String what) {
        if (!held) {
            throw new Refused(422, NOT_ALLOWED, what);
        }
    }

    /** The sandbox's identity provider names a person so. */
    private static boolean is(String subject, String number) {
        byte[] name = number.getBytes(StandardCharsets.UTF_8);
        return subject.equals(UUID.nameUUIDFromBytes(name).toString());
    }

    private int age(String number) {
        LocalDate born = LocalDate.parse(number.substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneId.of("Europe/Stockholm"));
        return Period.between(born, today).getYears();
    }

    private static boolean isUuid(String text) {
        return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
}
