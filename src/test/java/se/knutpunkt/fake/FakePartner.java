package se.knutpunkt.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Base of every partner that speaks HTTP: listens on loopback, remembers what it received and
 * behaves after its moods.
 *
 * <p>Control over HTTP, on the partner's own port and, when that was given and not chosen, on the
 * port after it (which also answers while the partner is down): {@code PUT, GET and DELETE /_mood},
 * {@code GET /_seen?last=20}, {@code DELETE /_seen}, {@code POST /_reset}.
 */
public abstract class FakePartner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FakePartner.class.getName());
    private static final int MOST_WORKERS = 200;

    private final Moods moods = new Moods();
    private final SeenLog seen = new SeenLog();
    private final Control control = new Control(this);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService workers = workers();
    private Ear ear;
    private Ear controlEar;
    private boolean tls;

    /** Starts to listen; a subclass calls it when it is ready, port 0 takes a free one. */
    protected final void listen(int port) {
        listen(port, null);
    }

    /**
     * The same over TLS; control on the port after it stays plain.
     *
     * @param context demands a client certificate that it trusts; null is plain HTTP
     */
    protected final void listen(int port, SSLContext context) {
        tls = context != null;
        ear = new Ear(port, context, this::handle, workers);
        if (port != 0) {
            controlEar = new Ear(port + 1, control::handle, workers);
        }
    }

    /** What a request means to this partner. */
    protected abstract Call understand(Request request);

    /** Back to the initial state: data, moods and memory. */
    public void reset() {
        calm();
        forget();
    }

    public final int port() {
        return ear.port();
    }

    /** The base address without a slash at the end. */
    public final String url() {
        return (tls ? "https" : "http") + "://localhost:" + port();
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
            ear.shut();
        } else {
            ear.open();
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

    /** The mood towards one address, for partners that ask several sources behind one request. */
    protected final Mood moodTowards(String operation, String address) {
        return moods.nextAt(operation, address);
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

    @Override
    public void close() {
        closed.countDown();
        ear.shut();
        if (controlEar != null) {
            controlEar.shut();
        }
        workers.shutdownNow();
    }

    private void comeBackFrom(Mood mood) {
        if (moods.all().contains(mood)) {
            calm();
        }
    }

    private void handle(HttpExchange http) throws IOException {
        if (http.getRequestURI().getPath().startsWith("/_")) {
            control.handle(http);
            return;
        }
        try {
            Request request = Request.read(http);
            Call call = understand(request);
            seen.add(
                    new Seen(
                            Instant.now(),
                            request.method(),
                            request.path(),
                            call.operation(),
                            request.headers(),
                            request.text()));
            behave(http, call, call.shown(moods.next(call.operation(), call.address())));
        } catch (IOException gone) {
            http.close(); // the caller no longer waits
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the fake itself is broken", e);
            send(http, Answer.of(500, "text/plain; charset=UTF-8", "fake: " + e));
        }
    }

    private void behave(HttpExchange http, Call call, Mood mood) throws IOException {
        boolean done = mood.carriesOut() || !call.changesState();
        boolean silent = mood.kind() == Mood.Kind.DOWN;
        Answer answer = done && !silent ? call.answer() : call.fault(mood);
        switch (mood.kind()) {
            case SLOW -> {
                awaitPatiently(mood.ms());
                send(http, answer);
            }
            case DRIP -> drip(http, answer, mood.ms());
            case DOWN, RESET -> http.close();
            case GARBAGE -> send(http, Answer.of(200, "text/html", "<html><body>Underhåll<br>"));
            case HALF -> sendHalf(http, answer);
            case EMPTY -> send(http, Answer.of(200));
            case FAULT -> send(http, call.fault(mood));
            case STATUS -> send(http, Answer.of(mood.status()));
            default -> send(http, answer);
        }
    }

    private void awaitPatiently(long ms) {
        try {
            closed.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void send(HttpExchange http, Answer answer) throws IOException {
        byte[] body = announce(http, answer);
        if (body.length > 0) {
            try (OutputStream out = http.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static void sendHalf(HttpExchange http, Answer answer) throws IOException {
        byte[] body = announce(http, answer);
        OutputStream out = http.getResponseBody();
        out.write(body, 0, body.length / 2);
        out.flush();
        http.close();
    }

    private void drip(HttpExchange http, Answer answer, long pauseMs) throws IOException {
        byte[] body = announce(http, answer);
        try (OutputStream out = http.getResponseBody()) {
            for (byte one : body) {
                out.write(one);
                out.flush();
                awaitPatiently(pauseMs);
            }
        }
    }

    private static byte[] announce(HttpExchange http, Answer answer) throws IOException {
        if (answer.contentType() != null) {
            http.getResponseHeaders().set("Content-Type", answer.contentType());
        }
        answer.headers().forEach(http.getResponseHeaders()::set);
        int length = answer.body().length;
        http.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
        return answer.body();
    }

    private static ExecutorService workers() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        MOST_WORKERS,
                        MOST_WORKERS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        work -> {
                            Thread thread = new Thread(work, "fake-partner");
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
