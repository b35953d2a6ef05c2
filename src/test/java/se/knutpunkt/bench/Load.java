package se.knutpunkt.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A bounded load on loopback: some connections, each sending one request after the other for some
 * seconds.
 */
final class Load {

    /** What came out: requests per second, and latencies in microseconds. */
    record Result(int calls, double perSecond, long median, long p99) {}

    private Load() {}

    static Result run(int port, String path, String token, int connections, int seconds) {
        byte[] request =
                ("GET "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + token
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long start = System.nanoTime();
            long end = start + seconds * 1_000_000_000L;
            List<Callable<long[]>> tasks = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                tasks.add(() -> one(port, request, end));
            }
            List<long[]> all = new ArrayList<>();
            for (Future<long[]> done : threads.invokeAll(tasks)) {
                all.add(done.get());
            }
            double elapsed = (System.nanoTime() - start) / 1e9;
            long[] times = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Result(
                    times.length,
                    times.length / elapsed,
                    times[times.length / 2] / 1000,
                    times[(int) (times.length * 0.99)] / 1000);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] one(int port, byte[] request, long end) throws IOException {
        long[] times = new long[1024];
        int count = 0;
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
                boolean open = true;
                while (open && System.nanoTime() < end) {
                    long before = System.nanoTime();
                    socket.getOutputStream().write(request);
                    open = Http.skipMessage(in);
                    if (count == times.length) {
                        times = Arrays.copyOf(times, count * 2);
                    }
                    times[count++] = System.nanoTime() - before;
                }
            }
        }
        return Arrays.copyOf(times, count);
    }
}
