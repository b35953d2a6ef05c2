package se.knutpunkt.fake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The latest 1000 requests, and how many there were of each operation. */
final class SeenLog {
    private static final int KEPT = 1000;
    private final Deque<Seen> latest = new ArrayDeque<>(KEPT);
    private final Map<String, Integer> calls = new HashMap<>();

    synchronized void add(Seen seen) {
        if (latest.size() == KEPT) {
            latest.removeFirst();
        }
        latest.addLast(seen);
        calls.merge(seen.operation(), 1, Integer::sum);
    }

    synchronized List<Seen> last(int count) {
        return latest.stream().skip(Math.max(0, latest.size() - count)).toList();
    }

    synchronized int callsOf(String operation) {
        return calls.getOrDefault(operation, 0);
    }

    synchronized void forget() {
        latest.clear();
        calls.clear();
    }
}
