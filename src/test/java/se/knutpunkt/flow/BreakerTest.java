package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import se.knutpunkt.fake.Mood;

/** One region's trouble stays that region's. */
class BreakerTest {

    private static final String REGION_01 = "SE2321000016";
    private static final String ASKED = "GetAllHealthcareFacilities";
    private static final int ENOUGH_FAILURES = 30;
    private static final int BULKHEAD = 40;

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
    private final ExecutorService callers = Executors.newFixedThreadPool(BULKHEAD);

    @AfterEach
    void callersGoHome() {
        callers.shutdownNow();
    }

    @Test
    void enoughFailuresPauseOneRegion() {
        makeRegionSlow();
        askAtOnce(ENOUGH_FAILURES, "3000").forEach(CompletableFuture::join);
        hub.rivta().calm();
        int before = hub.rivta().callsOf(ASKED);
        ApiAnswer paused = ask("01", "5000");
        Expect.problem(paused, 503, "backend-paused");
        assertThat(paused.json().path("retryAfterSeconds").asInt()).isEqualTo(10);
        assertThat(paused.header("Retry-After")).isEqualTo("10");
        assertThat(paused.json().path("source").asText()).isEqualTo("01");
        assertThat(hub.rivta().callsOf(ASKED)).isEqualTo(before);
        Expect.good(ask("12", "5000"), 200);
    }

    @Test
    void aPausedRegionIsNotBookedIn() {
        String slot = tolvan.freeTime(AppUser.SODER, "LAK30");
        makeRegionSlow();
        askAtOnce(ENOUGH_FAILURES, "3000").forEach(CompletableFuture::join);
        hub.rivta().calm();
        Expect.problem(tolvan.book(slot).send(), 503, "backend-paused");
        assertThat(hub.rivta().callsOf("MakeBooking")).isZero();
    }

    @Test
    void refusalsAndFaultsOfClinicsPauseNothing() {
        hub.rivta().mood(Mood.fault("SERVER").on(ASKED));
        for (int i = 0; i < ENOUGH_FAILURES + 5; i++) {
            Expect.problem(ask("01", "5000"), 502, "backend-fault");
        }
        hub.rivta().calm();
        Expect.good(ask("01", "5000"), 200);
    }

    @Test
    void tooManyWaitingForOneRegionDoNotStopAnother() {
        makeRegionSlow();
        List<CompletableFuture<ApiAnswer>> waiting = askAtOnce(BULKHEAD, "10000");
        awaitCalls(BULKHEAD);
        ApiAnswer busy = ask("01", "5000");
        Expect.problem(busy, 503, "backend-busy");
        assertThat(busy.json().path("source").asText()).isEqualTo("01");
        Expect.good(ask("12", "5000"), 200);
        waiting.forEach(one -> Expect.problem(one.join(), 504, "backend-timeout"));
        hub.rivta().calm();
    }

    @Test
    void aStoppedLineIsMaintenanceOfOneRegion() throws Exception {
        String slot = tolvan.freeTime(AppUser.SODER, "LAK30");
        ApiCall booking = tolvan.book(slot);
        hub.camel().getRouteController().stopRoute("line.01.rivta");
        try {
            Expect.problem(ask("01", "5000"), 503, "maintenance");
            Expect.problem(booking.send(), 503, "maintenance");
            Expect.good(ask("12", "5000"), 200);
        } finally {
            hub.camel().getRouteController().startRoute("line.01.rivta");
        }
        Expect.good(booking.send(), 201);
        assertThat(hub.rivta().callsOf("MakeBooking")).isEqualTo(1);
    }

    private void makeRegionSlow() {
        tolvan.read("/v1/me");
        hub.rivta().mood(Mood.slow(Expect.TOO_LATE).at(REGION_01));
    }

    private List<CompletableFuture<ApiAnswer>> askAtOnce(int callsAtOnce, String deadline) {
        return IntStream.range(0, callsAtOnce)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask("01", deadline), callers))
                .toList();
    }

    private ApiAnswer ask(String region, String deadline) {
        return tolvan.call("GET", "/v1/facilities?region=" + region)
                .with("Deadline-Ms", deadline)
                .send();
    }

    private void awaitCalls(int calls) {
        long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
        while (hub.rivta().callsOf(ASKED) < calls) {
            assertThat(System.nanoTime()).as("the calls arrive").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
