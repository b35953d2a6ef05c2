package se.knutpunkt.booking;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.spi.Registry;
import se.knutpunkt.api.IdentifierKey;
import se.knutpunkt.error.ErrorCatalogue;

/** The beans of this package as the hub makes them, with keys kept in memory. */
public final class BookingBeans {

    private static final String KEY = "only-for-tests-0123456789abcdefgh";

    private final Keys keys = new Keys();

    public BookingBeans(ErrorCatalogue errors, Registry registry) {
        IdentifierKey key = new IdentifierKey(List.of(KEY));
        registry.bind("idempotency", new Idempotency(keys, errors));
        registry.bind("settlement", new Settlement());
        registry.bind("bookings", new Bookings(new Identifiers(key), java.time.Clock.systemUTC()));
    }

    /** Lets the attempts made so far be this long ago. */
    public void age(long seconds) {
        keys.age = seconds;
    }

    /** The state of the only key in use, or nothing. */
    public String state() {
        return keys.entries.values().stream()
                .findAny()
                .map(IdempotencyStore.Entry::state)
                .orElse("");
    }

    private static final class Keys extends IdempotencyStore {
        private final Map<ByteBuffer, Entry> entries = new HashMap<>();
        private long age;

        Keys() {
            super(null, List.of(KEY));
        }

        @Override
        boolean take(byte[] keyHash, byte[] requestHash) {
            Entry started = new Entry(requestHash, "started", 0, null, null);
            return entries.putIfAbsent(ByteBuffer.wrap(keyHash), started) == null;
        }

        @Override
        Optional<Entry> find(byte[] keyHash) {
            return Optional.ofNullable(entries.get(ByteBuffer.wrap(keyHash)))
                    .map(e -> new Entry(e.requestHash(), e.state(), age, e.status(), e.answer()));
        }

        @Override
        void answered(byte[] keyHash, int status, byte[] answer) {
            change(keyHash, "answered", status, answer);
        }

        @Override
        void unknown(byte[] keyHash) {
            change(keyHash, "unknown", null, null);
        }

        @Override
        void release(byte[] keyHash) {
            entries.remove(ByteBuffer.wrap(keyHash));
        }

        private void change(byte[] keyHash, String state, Integer status, byte[] answer) {
            entries.computeIfPresent(
                    ByteBuffer.wrap(keyHash),
                    (key, e) -> new Entry(e.requestHash(), state, age, status, answer));
        }
    }
}
