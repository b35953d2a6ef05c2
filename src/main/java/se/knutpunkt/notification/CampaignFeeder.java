package se.knutpunkt.notification;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The loop that moves campaigns on, one in each replica. It keeps nothing in memory: how far a
 * campaign is, and when it may go on, stands in its row, so a replica that dies is missed by
 * nobody.
 */
@Component
final class CampaignFeeder implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CampaignFeeder.class);

    /** Another replica may have begun or steered a campaign. */
    private static final Duration IDLE = Duration.ofMillis(500);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    /** Pages taken before what is under way is counted again. */
    private static final int UNCHECKED = 5;

    private final CampaignPages pages;
    private final Wakes wakes;
    private final int mostUnderWay;
    private final Semaphore awake = new Semaphore(0);
    private final AtomicLong countedAt = new AtomicLong(System.nanoTime() - IDLE.toNanos());
    private final AtomicBoolean tooMuch = new AtomicBoolean();
    private final AtomicReference<Thread> running = new AtomicReference<>();

    CampaignFeeder(
            CampaignPages pages,
            Wakes wakes,
            @Value("${knutpunkt.campaigns.under-way}") int mostUnderWay) {
        if (mostUnderWay < 1) {
            throw new IllegalArgumentException("KNUTPUNKT_CAMPAIGN_UNDER_WAY must be at least 1");
        }
        this.pages = pages;
        this.wakes = wakes;
        this.mostUnderWay = mostUnderWay;
    }

    /** Something was begun or steered. */
    void wake() {
        awake.release();
    }

    @Override
    public void start() {
        Thread thread = new Thread(this::run, "campaigns");
        thread.setDaemon(true);
        if (running.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    @Override
    public void stop() {
        Thread thread = running.getAndSet(null);
        if (thread != null) {
            wake();
            try {
                thread.join(Duration.ofSeconds(10).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running.get() != null;
    }

    private void run() {
        boolean failing = false;
        while (Thread.currentThread().equals(running.get())) {
            Duration wait;
            try {
                wait = step();
                failing = false;
            } catch (DataAccessException | TransactionException e) {
                if (!failing) {
                    LOG.atWarn()
                            .addKeyValue("failure", e.getClass().getName())
                            .log("campaigns rest until the database answers");
                }
                failing = true;
                wait = AFTER_FAILURE;
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("failure", e.getClass().getName())
                        .log("campaigns rest after a failure");
                wait = AFTER_FAILURE;
            }
            await(wait);
        }
    }

    /** What is to be done now, and how long there is nothing to do after it. */
    private Duration step() {
        pages.endExpired();
        if (pages.withdraw().isPresent()) {
            return PAUSE;
        }
        if (pages.untilNext().isEmpty()) {
            return IDLE;
        }
        if (isTooMuchUnderWay()) {
            return IDLE;
        }
        for (int i = 0; i < UNCHECKED; i++) {
            if (pages.take().isEmpty()) {
                break;
            }
            wakes.wake(Wakes.What.BULK);
        }
        return pages.untilNext().map(next -> next.compareTo(IDLE) < 0 ? next : IDLE).orElse(IDLE);
    }

    /** Counting many takes some of the time of a page, so it is done twice a second at most. */
    private boolean isTooMuchUnderWay() {
        long now = System.nanoTime();
        if (now - countedAt.get() >= IDLE.toNanos()) {
            tooMuch.set(pages.underWay(mostUnderWay) >= mostUnderWay);
            countedAt.set(now);
        }
        return tooMuch.get();
    }

    private void await(Duration wait) {
        try {
            if (awake.tryAcquire(Math.max(wait.toMillis(), 1), TimeUnit.MILLISECONDS)) {
                awake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.set(null);
        }
    }
}
