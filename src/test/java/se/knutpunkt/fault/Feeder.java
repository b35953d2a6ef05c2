package se.knutpunkt.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller who means it: sends each notification with its own Idempotency-Key again and again until
 * the hub has said 202, whatever happens to the hub meanwhile.
 */
final class Feeder implements AutoCloseable {

    private static final Pattern TYPE = Pattern.compile("\"type\"\\s*:\\s*\"/problems/([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
    private static final int CALLERS = 8;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();

    /** What was answered instead of 202 -> how often. */
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    /** Number of the notification -> its id. */
    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();

    private final Supplier<URI> hub;
    private final String token;
    private final Citizens citizens;

    /**
     * @param hub the address of createNotification at the hub that runs now
     */
    Feeder(Supplier<URI> hub, String token, Citizens citizens) {
        this.hub = hub;
        this.token = token;
        this.citizens = citizens;
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(this::work);
        }
    }

    /** Lets so many more be sent, as fast as the hub takes them. */
    void release(int count) {
        released.addAndGet(count);
    }

    int released() {
        return released.get();
    }

    Map<Integer, String> accepted() {
        return accepted;
    }

    /**
     * Status and code of what was answered instead of 202, and how often; a 503 that does not say
     * when to come again says so here.
     */
    Map<String, Integer> refusals() {
        return refusals;
    }

    /** How often something had to be sent again. */
    int repeats() {
        return repeats.get();
    }

    private void work() {
        while (end.getCount() > 0) {
            int own = next.get();
            if (own >= released.get()) {
                pause(20);
            } else if (next.compareAndSet(own, own + 1)) {
                until202(own);
            }
        }
    }

    private void until202(int number) {
        while (end.getCount() > 0) {
            String id = send(number);
            if (id != null) {
                accepted.put(number, id);
                return;
            }
            repeats.incrementAndGet();
            pause(100);
        }
    }

    /** The id, or null when it has to be sent again. */
    private String send(int number) {
        String body =
                "{\"citizen\":\"%s\",\"kind\":\"inbox.message\",\"urgency\":\"high\",\"subject\":{\"ref\":\"m-%d\"}}"
                        .formatted(citizens.of(number), number);
        HttpRequest request =
                HttpRequest.newBuilder(hub.get())
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "fault-notification-" + number)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                Matcher id = ID.matcher(answer.body());
                return id.find() ? id.group(1) : null;
            }
            refusals.merge(refusal(answer), 1, Integer::sum);
            if (answer.statusCode() < 500 && answer.statusCode() != 404) {
                throw new AssertionError(answer.statusCode() + " " + answer.body());
            }
            return null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String refusal(HttpResponse<String> answer) {
        Matcher type = TYPE.matcher(answer.body());
        boolean when = answer.headers().firstValue("Retry-After").isPresent();
        return answer.statusCode()
                + (type.find() ? " " + type.group(1) : "")
                + (answer.statusCode() == 503 && !when ? " without Retry-After" : "");
    }

    private void pause(long ms) {
        try {
            end.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        callers.shutdownNow();
    }
}
