package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import se.knutpunkt.error.Problem;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.recipient.Guardian;
import se.knutpunkt.recipient.Guardians;
import se.knutpunkt.region.PersonCache;

/** Who is told about a child: learnt when an app calls, asked again before anybody is told. */
class GuardianFlowTest {

    private static final String GUARDIAN = OmbudFlowTest.GUARDIAN;
    private static final String CHILD = OmbudFlowTest.CHILD;
    private static final String PHONE = "phone-0001";

    private final RunningHub hub = RunningHub.fresh();
    private final Reach reach = new Reach(hub);
    private final AppUser guardian = new AppUser(hub, GUARDIAN);

    @AfterEach
    void nothingStaysInTheLogContext() {
        assertThat(MDC.get("correlationId")).isNull();
    }

    @Test
    void theFirstDeviceTellsWhoseGuardianItIs() {
        Expect.good(Reach.put(guardian, PHONE, Reach.ios(1)), 201);
        assertThat(hub.rivta().callsOf("GetUserProfile")).isEqualTo(1);
        List<Guardian> told = told();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).guardianPerson()).isEqualTo(GUARDIAN);
        assertThat(told.get(0).guardianHash()).isEqualTo(reach.hash(GUARDIAN));
        assertThat(told.get(0).childFirstName()).isEqualTo("Ärla");
        assertThat(told.get(0).toString()).doesNotContain("Ärla", "19", "20");
        // known now: nobody is asked for it again
        hub.rivta().forget();
        Expect.good(Reach.put(guardian, PHONE, Reach.ios(2)), 200);
        Expect.good(Reach.prefer(guardian, "{}"), 200);
        assertThat(hub.rivta().callsOf("GetUserProfile")).isZero();
    }

    @Test
    void whoIsNoRecipientIsNotKept() {
        guardian.read("/v1/me/representations");
        assertThat(reach.count("select count(*) from guardianship")).isZero();
        assertThat(told()).isEmpty();
    }

    @Test
    void preferencesAloneAreEnough() {
        Expect.good(Reach.prefer(guardian, "{\"phone\": \"070-1740605\"}"), 200);
        assertThat(told()).hasSize(1);
    }

    @Test
    void listRepresentationsTellsWhatHasChanged() {
        hub.rivta().children(GUARDIAN, List.of());
        Reach.put(guardian, PHONE, Reach.ios(1));
        assertThat(reach.count("select count(*) from guardianship")).isZero();
        hub.rivta().children(GUARDIAN, List.of(CHILD));
        guardian.read("/v1/me/representations");
        assertThat(told()).hasSize(1);
        hub.rivta().children(GUARDIAN, List.of());
        guardian.read("/v1/me/representations");
        assertThat(reach.count("select count(*) from guardianship")).isZero();
    }

    @Test
    void aNameThatCannotBeReadNowIsLearntLater() {
        guardian.read("/v1/me");
        hub.rivta().mood(Mood.fault("SERVER").on("GetPersonsForProfile"));
        Expect.good(Reach.put(guardian, PHONE, Reach.ios(1)), 201);
        assertThat(told().get(0).childFirstName()).isNull();
        hub.rivta().reset();
        guardian.read("/v1/me/representations");
        assertThat(told().get(0).childFirstName()).isEqualTo("Ärla");
        // and is not lost when it cannot be read once more
        guardian.read("/v1/me");
        hub.bean(PersonCache.class).forget();
        guardian.read("/v1/me");
        hub.rivta().mood(Mood.fault("SERVER").on("GetPersonsForProfile"));
        guardian.read("/v1/me/representations");
        assertThat(told().get(0).childFirstName()).isEqualTo("Ärla");
    }

    @Test
    void aProtectedChildIsNotNamed() {
        hub.clock().set("1915-06-01T10:00:00Z");
        hub.rivta().children(RunningHub.TOLVAN, List.of("191003289822"));
        Reach.put(new AppUser(hub, RunningHub.TOLVAN), PHONE, Reach.ios(1));
        List<Guardian> told = hub.bean(Guardians.class).of(reach.hash("191003289822"));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).childFirstName()).isNull();
    }

    @Test
    void untilTheBirthdayAndNotAMomentLonger() {
        Reach.put(guardian, PHONE, Reach.ios(1));
        hub.clock().set("2029-12-31T22:59:59Z");
        assertThat(told()).hasSize(1);
        hub.clock().set("2029-12-31T23:00:00Z");
        assertThat(told()).isEmpty();
        assertThat(reach.count("select count(*) from guardianship")).isZero();
    }

    @Test
    void whatWasTakenBackEndsAtOnce() {
        Reach.put(guardian, PHONE, Reach.ios(1));
        hub.rivta().children(GUARDIAN, List.of());
        assertThat(told()).isEmpty();
        assertThat(reach.count("select count(*) from guardianship")).isZero();
        hub.rivta().reset();
        assertThat(told()).as("it is not believed again by itself").isEmpty();
    }

    @Test
    void whileTheRegisterIsAwayNothingIsKnownAndNothingForgotten() {
        Reach.put(guardian, PHONE, Reach.ios(1));
        hub.rivta().mood(Mood.fault("SERVER").on("GetUserProfile"));
        assertThatThrownBy(this::told)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("backend-fault"));
        assertThat(reach.count("select count(*) from guardianship")).isEqualTo(1);
        hub.rivta().reset();
        assertThat(told()).hasSize(1);
    }

    @Test
    void aDeviceIsKeptAlsoWhileTheRegisterIsAway() {
        hub.rivta().mood(Mood.fault("SERVER").on("GetUserProfile"));
        ApiAnswer answer = Reach.put(guardian, PHONE, Reach.ios(1));
        Expect.good(answer, 201);
        assertThat(answer.json().path("deviceId").asText()).isEqualTo(PHONE);
        assertThat(reach.count("select count(*) from guardianship")).isZero();
        hub.rivta().reset();
        Expect.good(Reach.put(guardian, PHONE, Reach.ios(1)), 200);
        assertThat(told()).hasSize(1);
    }

    @Test
    void theRegisterIsAskedAboutTheGuardianOnly() {
        Reach.put(guardian, PHONE, Reach.ios(1));
        hub.rivta().forget();
        told();
        assertThat(hub.rivta().callsOf("GetUserProfile")).isEqualTo(1);
        assertThat(hub.rivta().seen("GetUserProfile").get(0).body())
                .contains("subjectOfCare>" + GUARDIAN + "</")
                .doesNotContain(CHILD);
    }

    @Test
    void whoHasNoDeviceLeftIsForgottenWithTheRow() {
        Reach.put(guardian, PHONE, Reach.ios(1));
        reach.database().sql("delete from recipient").update();
        assertThat(told()).isEmpty();
    }

    private List<Guardian> told() {
        return hub.bean(Guardians.class).of(reach.hash(CHILD));
    }
}
