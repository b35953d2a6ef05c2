package se.knutpunkt.fake;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * How a partner behaves, and to whom: {@code {"mood":"slow","ms":5000,"operation":"MakeBooking"}}.
 *
 * @param kind what it does
 * @param ms slow: how late it answers; drip: the pause after each byte; down: after how long it
 *     comes back by itself (0 = not)
 * @param operation only this operation; null = all
 * @param address only this address inside the partner, such as a clinic's HSA-id; null = all
 * @param code fault: the partner's own code; null = the partner's usual one
 * @param status status: the plain HTTP status
 * @param effect whether a change asked for is carried out although the answer is lost; null = the
 *     kind's own habit
 * @param times for so many requests only; 0 = until changed
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Mood(
        @JsonProperty("mood") Kind kind,
        long ms,
        String operation,
        String address,
        String code,
        int status,
        Boolean effect,
        int times) {

    private static final long USUAL_DELAY_MS = 5000;
    private static final long USUAL_DRIP_MS = 50;
    private static final int USUAL_STATUS = 503;

    /** The ways a partner can behave. */
    public enum Kind {
        OK(true),
        SLOW(true),
        DRIP(true),
        DOWN(false),
        RESET(true),
        GARBAGE(true),
        HALF(true),
        EMPTY(true),
        FAULT(false),
        STATUS(false);

        private final boolean effect;

        Kind(boolean effect) {
            this.effect = effect;
        }

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Mood {
        kind = kind == null ? Kind.OK : kind;
        ms = kind == Kind.SLOW && ms <= 0 ? USUAL_DELAY_MS : ms;
        ms = kind == Kind.DRIP && ms <= 0 ? USUAL_DRIP_MS : ms;
        status = kind == Kind.STATUS && status == 0 ? USUAL_STATUS : status;
    }

    public static Mood ok() {
        return of(Kind.OK);
    }

    /** Answers correctly, so much too late. */
    public static Mood slow(Duration delay) {
        return new Mood(Kind.SLOW, delay.toMillis(), null, null, null, 0, null, 0);
    }

    /** Answers correctly and at once, but one byte at a time, so that no single wait is long. */
    public static Mood drip() {
        return of(Kind.DRIP);
    }

    /** Refuses connections; limited to an operation or address it closes the connection at once. */
    public static Mood down() {
        return of(Kind.DOWN);
    }

    /** Reads the request and closes the connection without an answer. */
    public static Mood reset() {
        return of(Kind.RESET);
    }

    /** HTTP 200 with a web page. */
    public static Mood garbage() {
        return of(Kind.GARBAGE);
    }

    /** Announces the whole answer, sends half of it and closes. */
    public static Mood half() {
        return of(Kind.HALF);
    }

    /** HTTP 200 without a body. */
    public static Mood empty() {
        return of(Kind.EMPTY);
    }

    /** The partner's usual fault. */
    public static Mood fault() {
        return of(Kind.FAULT);
    }

    /** The partner's fault with this code. */
    public static Mood fault(String code) {
        return new Mood(Kind.FAULT, 0, null, null, code, 0, null, 0);
    }

    /** A plain HTTP status with no body. */
    public static Mood status(int status) {
        return new Mood(Kind.STATUS, 0, null, null, null, status, null, 0);
    }

    /** The same for one operation only. */
    public Mood on(String onlyOperation) {
        return new Mood(kind, ms, onlyOperation, address, code, status, effect, times);
    }

    /** The same for one address inside the partner only. */
    public Mood at(String onlyAddress) {
        return new Mood(kind, ms, operation, onlyAddress, code, status, effect, times);
    }

    /** The same for so many requests only. */
    public Mood times(int requests) {
        return new Mood(kind, ms, operation, address, code, status, effect, requests);
    }

    /** The same, and a change asked for is carried out. */
    public Mood withEffect() {
        return new Mood(kind, ms, operation, address, code, status, true, times);
    }

    /** The same, and a change asked for is not carried out. */
    public Mood withoutEffect() {
        return new Mood(kind, ms, operation, address, code, status, false, times);
    }

    /** Whether a change asked for is carried out. */
    public boolean carriesOut() {
        return effect == null ? kind.effect : effect;
    }

    @JsonIgnore
    boolean isForAll() {
        return operation == null && address == null;
    }

    @JsonIgnore
    boolean isDownForAll() {
        return kind == Kind.DOWN && isForAll();
    }

    boolean covers(String otherOperation, String otherAddress) {
        return (operation == null || operation.equals(otherOperation))
                && (address == null || address.equalsIgnoreCase(otherAddress));
    }

    boolean hasScopeOf(Mood other) {
        return Objects.equals(operation, other.operation) && Objects.equals(address, other.address);
    }

    private static Mood of(Kind kind) {
        return new Mood(kind, 0, null, null, null, 0, null, 0);
    }
}
