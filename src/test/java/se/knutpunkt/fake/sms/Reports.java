package se.knutpunkt.fake.sms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Delivers reports to the sender, one after the other, and again when they are not taken (section
 * 3; there in hours, here in tenths of a second).
 */
final class Reports {
    private static final int MOST_TRIES = 5;
    private static final long PAUSE_MS = 200;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "fake-sms-reports");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile String base;
    private final AtomicInteger round = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    /** Host and port of all addresses from now on. */
    void redirect(String other) {
        base = other;
    }

    private URI address(Sms sms) {
        URI wanted = URI.create(sms.whenDelivered());
        if (base == null) {
            return wanted;
        }
        String query = wanted.getRawQuery() == null ? "" : "?" + wanted.getRawQuery();
        return URI.create(base + wanted.getRawPath() + query);
    }

    /** How many were answered with 200 to 204. */
    int taken() {
        return taken.get();
    }

    /** Those that are not yet delivered never will be. */
    void forget() {
        round.incrementAndGet();
        taken.set(0);
    }

    void close() {
        timer.shutdownNow();
    }

    void send(Sms sms, List<String> statuses, long afterMs) {
        if (!statuses.isEmpty()) {
            later(afterMs, new Task(sms, statuses, 1, round.get()));
        }
    }

    /** What is left to report about one text, and which try the first of it is. */
    private record Task(Sms sms, List<String> statuses, int attempt, int round) {}

    private void later(long ms, Task task) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> post(task), ms, TimeUnit.MILLISECONDS);
        }
    }

    private void post(Task task) {
        if (task.round != round.get()) {
            return;
        }
        String status = task.statuses.get(0);
        String form = "id=%s&status=%s".formatted(task.sms.id(), status);
        if (status.equals("delivered")) {
            form += "&delivered=" + URLEncoder.encode(Sms.time(Instant.now()), UTF_8);
        }
        HttpRequest request =
                HttpRequest.newBuilder(address(task.sms))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build();
        client.sendAsync(request, BodyHandlers.discarding())
                .handle(
                        (answer, failure) ->
                                failure == null
                                        && answer.statusCode() >= 200
                                        && answer.statusCode() <= 204)
                .thenAccept(good -> goOn(task, good));
    }

    private void goOn(Task task, boolean good) {
        if (good) {
            taken.incrementAndGet();
            List<String> rest = task.statuses.subList(1, task.statuses.size());
            if (!rest.isEmpty()) {
                later(0, new Task(task.sms, rest, 1, task.round));
            }
        } else if (task.attempt < MOST_TRIES) {
            later(PAUSE_MS, new Task(task.sms, task.statuses, task.attempt + 1, task.round));
        }
    }
}
