package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import se.knutpunkt.fake.Mood;

/** A guardian who acts for a child: who is listed, and what each call becomes. */
class OmbudFlowTest {

    static final String GUARDIAN = "198804202383";
    static final String CHILD = "201701012393";

    /** Where the child has a booking. */
    static final String BARN = "SE2321000016-E5F6";

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser guardian = new AppUser(hub, GUARDIAN);

    @Test
    void aGuardianSeesForWhomToAct() {
        ApiAnswer answer = guardian.get("/v1/me/representations");
        Expect.good(answer, 200);
        JsonNode list = answer.json();
        assertThat(list.path("representations")).hasSize(1);
        JsonNode child = list.at("/representations/0");
        assertThat(child.path("name").asText()).isEqualTo("Ärla Öberg-Lind");
        assertThat(child.path("kind").asText()).isEqualTo("guardian");
        assertThat(child.path("validUntil").asText()).isEqualTo("2030-01-01T00:00:00+01:00");
        assertThat(child.path("services").toString()).isEqualTo("[\"booking\",\"prescriptions\"]");
        assertThat(list.path("complete").asBoolean()).isTrue();
        assertThat(answer.text()).doesNotContain(CHILD, CHILD.substring(2), GUARDIAN);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whoHasNoChildrenActsForNobody() {
        for (String person : List.of(RunningHub.TOLVAN, CHILD)) {
            JsonNode list = new AppUser(hub, person).read("/v1/me/representations");
            assertThat(list.path("representations")).isEmpty();
            assertThat(list.path("complete").asBoolean()).isTrue();
        }
    }

    @Test
    void bookingsAreTheChilds() {
        AppUser acting = guardian.actingFor(CHILD);
        JsonNode list = acting.read("/v1/bookings");
        assertThat(list.path("bookings")).hasSize(1);
        assertThat(list.at("/bookings/0/facility/name").asText())
                .isEqualTo("Bullerbyns barnavårdscentral");
        assertThat(list.at("/actingFor/id").asText()).isEqualTo(acting.representation());
        assertThat(list.at("/actingFor/name").asText()).isEqualTo("Ärla Öberg-Lind");
        String soap = hub.rivta().seen("GetSubjectOfCareSchedule").get(0).body();
        assertThat(soap)
                .contains("<ih:actorId>" + GUARDIAN + "</ih:actorId>")
                .contains("<ih:actorType>subject_of_care_agent</ih:actorType>")
                .contains("subject_of_care>" + CHILD + "</");
    }

    @Test
    void withoutTheHeaderNothingChanges() {
        JsonNode list = guardian.read("/v1/bookings");
        assertThat(list.has("actingFor")).isFalse();
        assertThat(list.at("/bookings/0/facility/name").asText())
                .isEqualTo("Sjöstadens vårdcentral");
        assertThat(hub.rivta().callsOf("GetUserProfile")).isZero();
    }

    @Test
    void theStartPageIsTheChilds() {
        JsonNode me = guardian.actingFor(CHILD).read("/v1/me");
        assertThat(me.at("/identity/name/given").asText()).isEqualTo("Ärla");
        assertThat(me.at("/homeRegion/code").asText()).isEqualTo("01");
        assertThat(me.path("may").toString()).isEqualTo("[\"booking\",\"prescriptions\"]");
        assertThat(me.at("/actingFor/name").asText()).isEqualTo("Ärla Öberg-Lind");
    }

    @Test
    void servicesAreThoseOpenAtTheAge() {
        List<String> own = ids(guardian.read("/v1/services"));
        List<String> asGuardian = ids(guardian.actingFor(CHILD).read("/v1/services"));
        List<String> asChild = ids(new AppUser(hub, CHILD).read("/v1/services"));
        assertThat(own).contains("booking", "journal", "prescriptions", "representatives");
        assertThat(asGuardian)
                .contains("booking", "journal", "prescriptions")
                .doesNotContain("representatives");
        assertThat(asChild)
                .contains("booking", "cases")
                .doesNotContain("journal", "prescriptions", "sampling");
        hub.clock().set("2033-06-01T10:00:00Z");
        assertThat(ids(new AppUser(hub, CHILD).read("/v1/services")))
                .contains("journal")
                .doesNotContain("prescriptions");
        hub.clock().set("2035-01-01T10:00:00Z");
        assertThat(ids(new AppUser(hub, CHILD).read("/v1/services"))).isEqualTo(own);
    }

    @Test
    void aTimeIsBookedSeenAndCancelledForTheChild() {
        AppUser acting = guardian.actingFor(CHILD);
        assertThat(acting.read("/v1/facilities").path("actingFor").isObject()).isTrue();
        JsonNode types =
                acting.read("/v1/facilities/01." + BARN + "/time-types?include=performers");
        assertThat(types.path("timeTypes")).hasSize(2);
        assertThat(types.path("actingFor").isObject()).isTrue();
        assertThat(acting.read(acting.slotsPath(BARN, "")).path("actingFor").isObject()).isTrue();
        String slot = acting.freeTime(BARN, "2");
        ApiAnswer made = acting.book(slot).send();
        Expect.good(made, 201);
        assertThat(made.json().at("/actingFor/name").asText()).isEqualTo("Ärla Öberg-Lind");
        assertThat(made.json().path("canReschedule").asBoolean(true)).isFalse();
        assertThat(hub.rivta().bookingsOf(CHILD)).hasSize(2);
        assertThat(hub.rivta().bookingsOf(GUARDIAN)).hasSize(1);
        String soap = hub.rivta().seen("MakeBooking").get(0).body();
        assertThat(soap)
                .contains("<ih:actorId>" + GUARDIAN + "</ih:actorId>")
                .contains("<ih:actorType>subject_of_care_agent</ih:actorType>")
                .contains("<c:subject_of_care>" + CHILD + "</c:subject_of_care>")
                .contains("<c11:firstName>Ärla</c11:firstName>");
        String id = made.json().path("id").asText();
        assertThat(acting.booking(id).path("canReschedule").asBoolean(true)).isFalse();
        assertThat(acting.booking(id).path("canCancel").asBoolean()).isTrue();
        ApiAnswer cancelled = acting.cancel(id).send();
        Expect.good(cancelled, 200);
        assertThat(cancelled.json().path("actingFor").isObject()).isTrue();
        assertThat(hub.rivta().bookingsOf(CHILD)).hasSize(1);
    }

    @Test
    void identifiersAreThePersonsWhomTheyAreAbout() {
        AppUser acting = guardian.actingFor(CHILD);
        String id = acting.read("/v1/bookings").at("/bookings/0/id").asText();
        assertThat(new AppUser(hub, CHILD).booking(id).path("id").asText()).isEqualTo(id);
        Expect.problem(guardian.get("/v1/bookings/" + id), 404, "booking-not-found");
        String own = guardian.bookings().at("/0/id").asText();
        Expect.problem(acting.get("/v1/bookings/" + own), 404, "booking-not-found");
    }

    @Test
    void anIdempotencyKeyIsOfBothPersons() {
        AppUser acting = guardian.actingFor(CHILD);
        String key = AppUser.newKey();
        String slot = acting.freeTime(BARN, "2");
        ApiAnswer first = acting.book(slot).key(key).send();
        Expect.good(first, 201);
        ApiAnswer again = acting.book(slot).key(key).send();
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(hub.rivta().callsOf("MakeBooking")).isEqualTo(1);
        AppUser child = new AppUser(hub, CHILD);
        Expect.good(child.book(child.freeTime(BARN, "2")).key(key).send(), 201);
        Expect.good(guardian.book(guardian.freeTime(AppUser.SODER, "LAK30")).key(key).send(), 201);
        assertThat(hub.rivta().callsOf("MakeBooking")).isEqualTo(3);
    }

    @Test
    void theHomeRegionIsTheChilds() {
        hub.clock().set("1995-06-01T10:00:00Z");
        hub.rivta().children(RunningHub.TOLVAN, List.of("198708152387"));
        AppUser acting = new AppUser(hub, RunningHub.TOLVAN).actingFor("198708152387");
        ApiAnswer answer = acting.get("/v1/bookings");
        Expect.problem(answer, 403, "region-not-joined");
        assertThat(acting.read("/v1/me").at("/homeRegion/code").asText()).isEqualTo("09");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void aProtectedChildIsNamedButNotPlaced() {
        hub.clock().set("1915-06-01T10:00:00Z");
        hub.rivta().children(RunningHub.TOLVAN, List.of("191003289822"));
        AppUser acting = new AppUser(hub, RunningHub.TOLVAN).actingFor("191003289822");
        Expect.problem(acting.get("/v1/bookings"), 403, "home-region-protected");
        assertThat(acting.read("/v1/me").has("homeRegion")).isFalse();
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void severalChildrenAreListedByTheirAgeAndTheDeadAreNot() {
        hub.clock().set("1993-06-01T10:00:00Z");
        hub.rivta()
                .children(
                        RunningHub.TOLVAN,
                        List.of("199102102382", "198804202383", "198108222384", "198004262385"));
        JsonNode list = new AppUser(hub, RunningHub.TOLVAN).read("/v1/me/representations");
        assertThat(list.path("representations").findValuesAsText("name"))
                .containsExactly("Åsa Öberg-Lind", "Maja Västermark");
        assertThat(list.path("complete").asBoolean()).isTrue();
    }

    @Test
    void aChildWithoutANameNowIsLeftOutAndSaidSo() {
        guardian.read("/v1/me");
        hub.rivta().mood(Mood.fault("SERVER").on("GetPersonsForProfile"));
        JsonNode list = guardian.read("/v1/me/representations");
        assertThat(list.path("representations")).isEmpty();
        assertThat(list.path("complete").asBoolean(true)).isFalse();
        assertThat(list.at("/sources/0/status").asText()).isEqualTo("answered");
        assertThat(list.at("/sources/1/id").asText()).isEqualTo("personregister");
        assertThat(list.at("/sources/1/status").asText()).isEqualTo("broken");
        assertThat(list.at("/sources/1/error").asText()).isEqualTo("backend-fault");
    }

    @Test
    void theRegisterIsAskedEachTime() {
        AppUser acting = guardian.actingFor(CHILD);
        hub.rivta().forget();
        acting.read("/v1/bookings");
        acting.read("/v1/bookings");
        assertThat(hub.rivta().callsOf("GetUserProfile")).isEqualTo(2);
        assertThat(hub.rivta().seen("GetUserProfile").get(0).body())
                .contains("subjectOfCare>" + GUARDIAN + "</")
                .doesNotContain(CHILD);
    }

    private static List<String> ids(JsonNode services) {
        return services.path("services").findValuesAsText("id");
    }
}
