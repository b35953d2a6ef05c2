package se.knutpunkt.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import se.knutpunkt.fake.RawServer;
import se.knutpunkt.flow.RunningHub;
import se.knutpunkt.flow.TogetherHub;

/**
 * What asking several sources at once costs: the time of a list of five sources against the time of
 * its slowest, and what one dead source does to the throughput of citizens who are asked about
 * elsewhere.
 */
public final class TogetherBench {

    private static final int SECONDS = Integer.getInteger("bench.seconds", 5);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 8);
    private static final int STUCK = Integer.getInteger("bench.stuck", 60);
    private static final long SLOWEST_MS = Long.getLong("bench.slowest", 300);
    private static final String OTHERS = "198804202383";

    private final TogetherHub together = TogetherHub.toMeasure();
    private final RunningHub hub = together.hub();

    private TogetherBench() {}

    public static void main(String[] args) throws Exception {
        TogetherBench bench = new TogetherBench();
        bench.fiveSources();
        bench.oneDead();
        System.exit(0);
    }

    private void fiveSources() throws Exception {
        together.engaged(RunningHub.TOLVAN, "04", "07", "08", "10");
        ConcurrentLinkedQueue<Long> slowest = new ConcurrentLinkedQueue<>();
        for (String quick : List.of("04", "07", "08")) {
            together.server(quick).reply((request, out) -> after(50, request, out));
        }
        together.server("10")
                .reply(
                        (request, out) -> {
                            long start = System.nanoTime();
                            after(SLOWEST_MS, request, out);
                            slowest.add((System.nanoTime() - start) / 1000);
                        });
        String token = hub.identityProvider().citizenToken(RunningHub.TOLVAN);
        for (int callers : new int[] {1, CONNECTIONS}) {
            Load.run(hub.port(), "/v1/bookings", token, callers, SECONDS * 2);
            for (int round = 0; round < ROUNDS; round++) {
                slowest.clear();
                Load.Result all = Load.run(hub.port(), "/v1/bookings", token, callers, SECONDS);
                long[] own = slowest.stream().mapToLong(Long::longValue).sorted().toArray();
                System.out.printf(
                        "five sources, %2d callers: list %6d us, slowest source %6d us, ratio %.3f (medians of %d)%n",
                        callers,
                        all.median(),
                        own[own.length / 2],
                        (double) all.median() / own[own.length / 2],
                        all.calls());
            }
        }
    }

    private void oneDead() throws Exception {
        together.engaged(RunningHub.TOLVAN, "04");
        together.engaged(OTHERS, "07", "08");
        for (String region : List.of("04", "07", "08", "10")) {
            together.server(region).reply(TogetherHub::ordinary);
        }
        String others = hub.identityProvider().citizenToken(OTHERS);
        Load.run(hub.port(), "/v1/bookings", others, CONNECTIONS, SECONDS * 2);
        List<Double> toNone = new ArrayList<>();
        List<Double> toWell = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double none = throughput(others);
            double well = besides(others);
            together.server("04").reply((request, out) -> {});
            double dead = besides(others);
            together.server("04").reply(TogetherHub::ordinary);
            hub.closeBreakers();
            toNone.add(dead / none);
            toWell.add(dead / well);
            System.out.printf(
                    "others, %d callers: %.0f/s alone, %.0f/s beside %d callers of a source that is well, %.0f/s while it is dead; ratio %.3f, to nobody else calling %.3f%n",
                    CONNECTIONS, none, well, STUCK, dead, dead / well, dead / none);
        }
        System.out.printf(
                "others with a dead source / with it well: median %.3f; / with nobody else calling: median %.3f%n",
                median(toWell), median(toNone));
    }

    private double throughput(String token) {
        return Load.run(hub.port(), "/v1/bookings", token, CONNECTIONS, SECONDS).perSecond();
    }

    /** While others call at their own pace: each once a second, or when the last call has ended. */
    private double besides(String token) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicLong calls = new AtomicLong();
        byte[] request =
                ("GET /v1/bookings HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + hub.identityProvider().citizenToken(RunningHub.TOLVAN)
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        List<Thread> stuck = new ArrayList<>();
        for (int i = 0; i < STUCK; i++) {
            Thread thread = new Thread(() -> callUntil(end, request, calls), "stuck");
            thread.setDaemon(true);
            thread.start();
            stuck.add(thread);
        }
        // until a dead source has all that its bulkhead lets through
        end.await(2, TimeUnit.SECONDS);
        double perSecond = throughput(token);
        end.countDown();
        for (Thread thread : stuck) {
            thread.join();
        }
        return perSecond;
    }

    private void callUntil(CountDownLatch end, byte[] request, AtomicLong calls) {
        try {
            boolean over = false;
            while (!over) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
                    socket.getOutputStream().write(request);
                    Http.skipMessage(new BufferedInputStream(socket.getInputStream()));
                    calls.incrementAndGet();
                }
                over = end.await(1, TimeUnit.SECONDS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void after(long ms, String request, OutputStream out) throws IOException {
        try {
            new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.write(
                RawServer.answer(
                        "application/json", TogetherHub.bookings(TogetherHub.citizen(request), 5)));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
