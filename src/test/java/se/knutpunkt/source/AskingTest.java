package se.knutpunkt.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** Tasks beside each other, and what they know of the request they belong to. */
@Timeout(60)
class AskingTest {

    private static final int THREADS = 3;

    private static final Duration A_WHILE = Duration.ofMillis(190);

    private final Branches branches = new Branches(new MockEnvironment(), THREADS);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        branches.close();
        SecurityContextHolder.clearContext();
        MDC.clear();
    }

    @Test
    void allHaveRunWhenTheWaitingEnds() throws Exception {
        for (int round = 0; round < 500; round++) {
            AtomicInteger ran = new AtomicInteger();
            Asking asking = new Asking(branches);
            // more than there are threads, and each starts another
            for (int i = 0; i < 2 * THREADS; i++) {
                asking.start(
                        () -> {
                            ran.incrementAndGet();
                            asking.start(ran::incrementAndGet);
                        });
            }
            asking.await(in(50_000));
            assertThat(ran).hasValue(4 * THREADS);
        }
    }

    @Test
    void oneThatNeverEndsIsWaitedForInVainForThatLongOnly() throws Exception {
        Asking asking = new Asking(branches);
        asking.start(this::untilTheEnd);
        long start = System.nanoTime();
        asking.await(in(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(A_WHILE);
    }

    @Test
    void whatFailsIsCountedToo() throws Exception {
        Asking asking = new Asking(branches);
        asking.start(
                () -> {
                    throw new IllegalStateException("a test's own");
                });
        // longer than this test may take
        asking.await(in(600_000));
    }

    @Test
    void noThreadIsLeftWhenAllAreInUse() {
        for (int i = 0; i < THREADS; i++) {
            assertThat(branches.run(this::untilTheEnd)).isTrue();
        }
        assertThat(branches.run(() -> {})).isFalse();
    }

    @Test
    void theCitizenAndTheLogFieldsComeAlongAndAreForgottenAfterwards() throws Exception {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken("citizen", "x"));
        MDC.put("correlationId", "c-1");
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Thread> thread = new AtomicReference<>();
        Branches one = new Branches(new MockEnvironment(), 1);
        Asking asking = new Asking(one);
        asking.start(
                () -> {
                    thread.set(Thread.currentThread());
                    seen.add(who());
                });
        asking.await(in(50_000));
        assertThat(thread.get()).isNotSameAs(Thread.currentThread());
        SecurityContextHolder.clearContext();
        MDC.clear();
        Asking nobody = new Asking(one);
        nobody.start(() -> seen.add(who()));
        nobody.await(in(50_000));
        one.close();
        assertThat(seen).containsExactly("citizen c-1", "nobody null");
    }

    private static String who() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return (authentication == null ? "nobody" : authentication.getName())
                + " "
                + MDC.get("correlationId");
    }

    private void untilTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long in(long millis) {
        return System.nanoTime() + millis * 1_000_000;
    }
}
