package se.knutpunkt.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time of this process by kind of thread, as Linux counts it; the compiler's and the
 * collector's included. Empty on other systems.
 */
final class ProcessorTime {

    private record Count(String kind, long nanos) {}

    private final Map<String, Count> threads = new HashMap<>();

    private final long otherNanos;

    private ProcessorTime(ProcessHandle other) {
        this.otherNanos =
                other == null
                        ? 0
                        : Stream.concat(Stream.of(other), other.descendants())
                                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                                .mapToLong(Duration::toNanos)
                                .sum();
    }

    static ProcessorTime now() {
        return now(null);
    }

    /**
     * @param other a process whose time is of interest too, with all that it has started
     */
    static ProcessorTime now(ProcessHandle other) {
        ProcessorTime time = new ProcessorTime(other);
        Path tasks = Path.of("/proc/self/task");
        if (Files.isDirectory(tasks)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
                for (Path task : all) {
                    time.add(task);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return time;
    }

    private void add(Path task) throws IOException {
        try {
            String kind = Files.readString(task.resolve("comm")).strip().replaceAll("[0-9#-]+", "");
            String nanos = Files.readString(task.resolve("schedstat")).split(" ")[0];
            threads.put(task.getFileName().toString(), new Count(kind, Long.parseLong(nanos)));
        } catch (NoSuchFileException e) {
            // the thread has just ended
        }
    }

    /** Microseconds by kind of thread, for each of so many calls, since an earlier moment. */
    Map<String, Long> since(ProcessorTime before, long calls) {
        Map<String, Long> spent = new TreeMap<>();
        threads.forEach(
                (id, now) -> {
                    Count then = before.threads.get(id);
                    long nanos = now.nanos - (then == null ? 0 : then.nanos);
                    spent.merge(now.kind, nanos / 1000 / Math.max(1, calls), Long::sum);
                });
        spent.put("(other)", (otherNanos - before.otherNanos) / 1000 / Math.max(1, calls));
        spent.values().removeIf(micros -> micros < 5);
        return spent;
    }
}
