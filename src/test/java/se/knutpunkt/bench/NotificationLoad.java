package se.knutpunkt.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Single notifications at a steady rate over some connections on loopback, bounded in count; each
 * is sent when it is due, however late the ones before it were answered.
 */
final class NotificationLoad {

    private final int port;
    private final String token;
    private final List<String> citizens;

    /** Id -> when it was due to be sent, nanoseconds. */
    private final Map<String, Long> sentAt = new ConcurrentHashMap<>();

    private final AtomicInteger refused = new AtomicInteger();

    NotificationLoad(int port, String token, List<String> citizens) {
        this.port = port;
        this.token = token;
        this.citizens = citizens;
    }

    Map<String, Long> sentAt() {
        return sentAt;
    }

    int refused() {
        return refused.get();
    }

    /**
     * Returns when all are answered.
     *
     * @param perSecond 0 for as fast as the hub answers
     */
    void run(String run, int count, int perSecond, int connections) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(connections);
        AtomicInteger next = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(connections);
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            callers.execute(
                    () -> {
                        try {
                            one(run, next, count, perSecond, start);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            done.countDown();
                        }
                    });
        }
        done.await(10, TimeUnit.MINUTES);
        callers.shutdownNow();
    }

    private void one(String run, AtomicInteger next, int count, int perSecond, long start)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
            for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                long due =
                        perSecond == 0 ? System.nanoTime() : start + n * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                socket.getOutputStream().write(request(run, n));
                Http.Answer answer = Http.read(in);
                if (answer.status() == 202) {
                    sentAt.put(id(answer.body()), due);
                } else {
                    refused.incrementAndGet();
                }
            }
        }
    }

    private byte[] request(String run, int n) {
        String body =
                "{\"citizen\":\""
                        + citizens.get(n % citizens.size())
                        + "\",\"kind\":\"inbox.message\",\"urgency\":\"high\",\"subject\":{\"ref\":\"m-"
                        + n
                        + "\"}}";
        return ("POST /v1/notifications HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + token
                        + "\r\nContent-Type: application/json\r\nIdempotency-Key: notification-"
                        + run
                        + "-"
                        + n
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String id(String body) {
        int from = body.indexOf("\"id\":\"") + 6;
        return body.substring(from, body.indexOf('"', from));
    }
}
