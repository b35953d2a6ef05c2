package se.knutpunkt.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Instant;
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
public abstract class FakePartner extends Partner {
    private static final System.Logger LOG = System.getLogger(FakePartner.class.getName());
    private static final int MOST_WORKERS = 200;

    private final ExecutorService workers = workers();
    private Ear ear;
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
            steerOn(port + 1, workers);
        }
    }

    /** What a request means to this partner. */
    protected abstract Call understand(Request request);

    @Override
    public final int port() {
        return ear.port();
    }

    /** The base address without a slash at the end. */
    public final String url() {
        return (tls ? "https" : "http") + "://localhost:" + port();
    }

    @Override
    protected final void open() {
        ear.open();
    }

    @Override
    protected final void shut() {
        ear.shut();
    }

    @Override
    public void close() {
        super.close();
        workers.shutdownNow();
    }

    private void handle(HttpExchange http) throws IOException {
        if (http.getRequestURI().getPath().startsWith("/_")) {
            control().handle(http);
            return;
        }
        try {
            Request request = Request.read(http);
            Call call = understand(request);
            remember(
                    new Seen(
                            Instant.now(),
                            request.method(),
                            request.path(),
                            call.operation(),
                            request.headers(),
                            request.text()));
            behave(http, call, call.shown(moodFor(call.operation(), call.address())));
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
                        work -> daemon("fake-partner", work));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
