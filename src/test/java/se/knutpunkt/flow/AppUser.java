package se.knutpunkt.flow;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import se.knutpunkt.booking.Identifiers;

/**
 * A citizen with the app: what is done there, in a test's words. All of it goes through the API.
 */
final class AppUser {

    /** The clinic of most tests. */
    static final String SODER = "SE2321000016-A1B2";

    /** Gives a booking that is moved a new id. */
    static final String SJOSTADEN = "SE2321000016-C3D4";

    private static final String STOCKHOLM = "01";
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private final RunningHub hub;
    private final String number;
    private final String region;
    private final String citizen;
    private final String representation;

    /** Someone who visits clinics of Stockholm. */
    AppUser(RunningHub hub, String number) {
        this(hub, number, STOCKHOLM);
    }

    /**
     * @param region where the clinics are whose own ids are given to the methods here
     */
    AppUser(RunningHub hub, String number, String region) {
        this(hub, number, region, number, null);
    }

    private AppUser(
            RunningHub hub, String number, String region, String citizen, String representation) {
        this.hub = hub;
        this.number = number;
        this.region = region;
        this.citizen = citizen;
        this.representation = representation;
    }

    /**
     * The same citizen, acting for someone in everything that is called.
     *
     * @param representation an id of listRepresentations
     */
    AppUser actingFor(String person, String representation) {
        return new AppUser(hub, number, region, person, representation);
    }

    /** Acting for the first one that listRepresentations names. */
    AppUser actingFor(String person) {
        String id = read("/v1/me/representations").at("/representations/0/id").asText();
        return actingFor(person, id);
    }

    String representation() {
        return representation;
    }

    static LocalDate today() {
        return LocalDate.now(SWEDEN);
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** A body of createBooking and rescheduleBooking. */
    static ObjectNode wish(String slotId) {
        return JsonNodeFactory.instance.objectNode().put("slotId", slotId);
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    RunningHub hub() {
        return hub;
    }

    /** The header line of a login. */
    String authorization() {
        return "Authorization: Bearer " + hub.identityProvider().citizenToken(number);
    }

    String number() {
        return number;
    }

    ApiCall call(String method, String path) {
        return hub.call(method, path).as(number).with("Acting-For", representation);
    }

    ApiAnswer get(String path) {
        return call("GET", path).send();
    }

    /** What a GET answers, which must be good. */
    JsonNode read(String path) {
        ApiAnswer answer = get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    JsonNode bookings() {
        return read("/v1/bookings").path("bookings");
    }

    /** The id that the API gives a clinic of the region. */
    String facilityId(String clinic) {
        return hub.bean(Identifiers.class).facility(region, clinic);
    }

    /** The id that the API gives a booking of the clinic's own id. */
    String bookingId(String clinic, String id) {
        return hub.bean(Identifiers.class).booking(citizen, region, clinic, id);
    }

    /** A slot's id as listSlots would give it, for tests in which no clinic is to be asked. */
    String slotId(String clinic) {
        return slotId(clinic, today().plusDays(8), Map.of());
    }

    /**
     * The same for nine o'clock of a day.
     *
     * @param more what the product needs besides
     */
    String slotId(String clinic, LocalDate day, Map<String, String> more) {
        ZonedDateTime start = day.atTime(9, 0).atZone(SWEDEN);
        Map<String, String> content = new HashMap<>(more);
        content.put("facility", clinic);
        content.put("start", ISO_OFFSET_DATE_TIME.format(start));
        content.put("end", ISO_OFFSET_DATE_TIME.format(start.plusMinutes(30)));
        return hub.bean(Identifiers.class).slot(citizen, region, content);
    }

    JsonNode booking(String bookingId) {
        return read("/v1/bookings/" + bookingId);
    }

    /** Free times of the seven days from tomorrow, which hold five weekdays. */
    JsonNode freeTimes(String clinic, String more) {
        return read(slotsPath(clinic, more)).path("slots");
    }

    String slotsPath(String clinic, String more) {
        return slotsPath(facilityId(clinic), today().plusDays(1), today().plusDays(7)) + more;
    }

    /** Where the free times of a facility are, by the API's id. */
    static String slotsPath(String facilityId, LocalDate from, LocalDate to) {
        return "/v1/facilities/%s/slots?from=%s&to=%s".formatted(facilityId, from, to);
    }

    /** The id of a free time for a kind of visit. */
    String freeTime(String clinic, String timeType) {
        return freeTimes(clinic, "&timeTypeId=" + timeType).path(0).path("id").asText();
    }

    /** The id of a free time to move a booking to, or to book an open invitation with. */
    String freeTimeFor(String clinic, String bookingId) {
        return freeTimes(clinic, "&bookingId=" + bookingId).path(0).path("id").asText();
    }

    ApiCall book(ObjectNode wish) {
        return call("POST", "/v1/bookings").key(newKey()).json(wish.toString());
    }

    ApiCall book(String slotId) {
        return book(wish(slotId));
    }

    ApiCall move(String bookingId, ObjectNode wish) {
        return call("PUT", "/v1/bookings/" + bookingId).key(newKey()).json(wish.toString());
    }

    ApiCall move(String bookingId, String slotId) {
        return move(bookingId, wish(slotId));
    }

    ApiCall cancel(String bookingId) {
        return call("DELETE", "/v1/bookings/" + bookingId).key(newKey());
    }
}
