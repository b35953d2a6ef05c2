package se.knutpunkt.fake;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Base of every partner, whatever it speaks: remembers what it received and behaves after its
 * moods, which are set by Java or by HTTP ({@link Control}).
 */
public abstract class Partner implements AutoCloseable {
    private final Moods moods = new Moods();
    private final SeenLog seen = new SeenLog();
    private final Control control = new Control(this);
    private final CountDownLatch closed = new CountDownLatch(1);
    private Ear controlEar;

    /** Accepts connections on its port, again or still. */
    protected abstract void open();

    /** Refuses connections and ends those it has. */
    protected abstract void shut();

    /** The port it speaks its protocol on. */
    public abstract int port();

    /** Control over HTTP on this port, which answers also while the partner is down. */
    protected final void steerOn(int controlPort) {
        steerOn(controlPort, work -> daemon("fake-control", work).start());
    }

    final void steerOn(int controlPort, Executor workers) {
        controlEar = new Ear(controlPort, control::handle, workers);
    }

    final Control control() {
        return control;
    }

    /** Back to the initial state: data, moods and memory. */
    public void reset() {
        calm();
        forget();
    }

    /** Sets a mood in place of the one with the same operation and address. */
    public final void mood(Mood mood) {
        note(mood);
        openOrShut();
    }

    /**
     * First half of setting a mood: the socket stays as it is, so that the one who asks can be
     * answered.
     */
    final void note(Mood mood) {
        moods.set(mood);
        if (mood.isDownForAll() && mood.ms() > 0) {
            Executor later = CompletableFuture.delayedExecutor(mood.ms(), TimeUnit.MILLISECONDS);
            later.execute(() -> comeBackFrom(mood));
        }
    }

    /** Second half: the socket follows the mood. */
    final synchronized void openOrShut() {
        if (isDown() || closed.getCount() == 0) {
            shut();
        } else {
            open();
        }
    }

    /** Takes all moods away. */
    public final void calm() {
        mood(Mood.ok());
    }

    /** Whether it refuses connections. */
    public final boolean isDown() {
        return moods.all().stream().anyMatch(Mood::isDownForAll);
    }

    public final List<Mood> moods() {
        return moods.all();
    }

    /** The mood for a request, counted down when it lasts for a number of requests only. */
    protected final Mood moodFor(String operation, String address) {
        return moods.next(operation, address);
    }

    /** The mood towards one address, for partners that ask several sources behind one request. */
    protected final Mood moodTowards(String operation, String address) {
        return moods.nextAt(operation, address);
    }

    /** The mood for this very operation, for what a partner does by itself. */
    protected final Mood moodOf(String operation, String address) {
        return moods.nextOf(operation, address);
    }

    /** Remembers what was received. */
    protected final void remember(Seen one) {
        seen.add(one);
    }

    /** What was received, newest last; at most the latest 1000. */
    public final List<Seen> seen() {
        return seen.last(Integer.MAX_VALUE);
    }

    /** What was received of one operation, newest last. */
    public final List<Seen> seen(String operation) {
        return seen().stream().filter(one -> operation.equals(one.operation())).toList();
    }

    /** How many requests of one operation were received. */
    public final int callsOf(String operation) {
        return seen.callsOf(operation);
    }

    public final void forget() {
        seen.forget();
    }

    /** Waits as long as that, unless it is closed meanwhile. */
    protected final void awaitPatiently(long ms) {
        try {
            closed.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread that does not keep the process alive, not yet started. */
    protected static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        closed.countDown();
        shut();
        if (controlEar != null) {
            controlEar.shut();
        }
    }

    private void comeBackFrom(Mood mood) {
        if (moods.all().contains(mood)) {
            calm();
        }
    }
}
