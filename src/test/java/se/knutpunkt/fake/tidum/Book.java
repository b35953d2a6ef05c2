package se.knutpunkt.fake.tidum;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The books of all clinics: what is booked or held, and so what is free. One lock, so that a time
 * is given away once.
 */
final class Book {
    private static final int WEEKS_AHEAD = 54;
    private static final int LONGEST_REASON = 300;
    private static final int FIRST_NEW_BOOKING = 90001;

    private final Clock clock;
    private final Map<String, Booking> bookings = new LinkedHashMap<>();
    private final Holds holds;
    private Refusal decision;
    private int nextBooking;

    Book(Clock clock) {
        this.clock = clock;
        this.holds = new Holds(clock);
        reset();
    }

    synchronized void reset() {
        bookings.clear();
        holds.reset();
        decision = null;
        nextBooking = FIRST_NEW_BOOKING;
        FirstBookings.from(now().toLocalDate()).forEach(this::put);
    }

    synchronized void clear() {
        bookings.clear();
        holds.reset();
    }

    synchronized void holdsLast(Duration duration) {
        holds.last(duration);
    }

    /** The clinics decide no to every booking, move and cancellation from now on. */
    synchronized void refuse(String reason, String text) {
        decision = new Refusal("E40", reason, text);
    }

    synchronized void put(Booking booking) {
        bookings.put(booking.nr(), booking);
    }

    /** In the order of their times. */
    synchronized List<Booking> of(String region, String person) {
        return bookings.values().stream()
                .filter(one -> one.region().equals(region) && one.person().equals(person))
                .sorted(Comparator.comparing(Booking::start))
                .toList();
    }

    /** E20 for another person's and another region's as well. */
    synchronized Booking find(String region, String person, String nr) {
        Booking booking = bookings.get(nr);
        if (booking == null
                || !booking.region().equals(region)
                || !booking.person().equals(person)) {
            throw new Refusal("E20");
        }
        return booking;
    }

    /**
     * @param type null for all
     * @param staff null for all
     */
    synchronized List<Slot> free(Unit unit, LocalDate monday, String type, String staff) {
        Set<String> taken = taken(one -> true);
        List<Unit.Visit> wanted = type == null ? unit.visits() : List.of(unit.visit(type));
        return monday.datesUntil(monday.plusDays(7))
                .flatMap(unit::starts)
                .filter(this::isOpen)
                .flatMap(start -> wanted.stream().flatMap(one -> slots(unit, one, start)))
                .filter(slot -> staff == null || staff.equals(slot.staffNr()))
                .filter(slot -> !taken.contains(slot.key()))
                .toList();
    }

    synchronized Hold hold(
            String person, Unit unit, LocalDateTime start, String type, String staff) {
        Unit.Visit visit = unit.visit(type);
        if (staff != null && visit.staff().stream().noneMatch(one -> one.nr().equals(staff))) {
            throw new Refusal("E03");
        }
        if (hasPassed(start)) {
            throw new Refusal("E08");
        }
        Set<String> taken = taken(hold -> !hold.person().equals(person));
        boolean begins = isOpen(start) && unit.starts(start.toLocalDate()).anyMatch(start::equals);
        Slot slot =
                slots(unit, visit, start)
                        .filter(one -> begins && !taken.contains(one.key()))
                        .filter(one -> staff == null || staff.equals(one.staffNr()))
                        .findFirst()
                        .orElseThrow(() -> new Refusal("E07"));
        return holds.make(person, slot);
    }

    synchronized Booking confirm(String region, String person, String nr, String reason) {
        Hold hold = holds.confirmable(region, person, nr);
        demandShort(reason);
        demandNoDecision();
        return made(hold, reason);
    }

    /** The booking gets the time of the reservation and a new number. */
    synchronized Booking move(
            String region, String person, String bookingNr, String holdNr, String reason) {
        Booking old = changeable(region, person, bookingNr);
        Hold hold = holds.confirmable(region, person, holdNr);
        if (!hold.slot().unit().code().equals(old.unit())
                || !hold.slot().visit().type().equals(old.type())) {
            throw new Refusal("E24");
        }
        demandShort(reason);
        demandNoDecision();
        if (!old.mayMove()) {
            throw new Refusal("E40", "R1", null);
        }
        put(old.with("O"));
        return made(hold, reason == null ? old.reason() : reason);
    }

    synchronized void cancel(String region, String person, String nr) {
        Booking booking = changeable(region, person, nr);
        demandNoDecision();
        if (!booking.mayCancel()) {
            throw new Refusal("E40", "R3", null);
        }
        put(booking.with("A"));
    }

    private Booking changeable(String region, String person, String nr) {
        Booking booking = find(region, person, nr);
        switch (booking.status()) {
            case "A" -> throw new Refusal("E21");
            case "O" -> throw new Refusal("E22");
            default -> {
                if (hasPassed(booking.start())) {
                    throw new Refusal("E23");
                }
            }
        }
        return booking;
    }

    private Booking made(Hold hold, String reason) {
        Slot slot = hold.slot();
        Booking booking =
                new Booking(
                        slot.unit().region(),
                        "B-" + nextBooking++,
                        hold.person(),
                        slot.unit().code(),
                        slot.start(),
                        slot.visit().minutes(),
                        slot.visit().type(),
                        slot.staffNr(),
                        slot.visit().room(),
                        "B",
                        reason,
                        true,
                        true);
        holds.confirmed(hold);
        put(booking);
        return booking;
    }

    private static void demandShort(String reason) {
        if (reason != null && reason.codePointCount(0, reason.length()) > LONGEST_REASON) {
            throw new Refusal("E60");
        }
    }

    private void demandNoDecision() {
        if (decision != null) {
            throw decision;
        }
    }

    private static Stream<Slot> slots(Unit unit, Unit.Visit visit, LocalDateTime start) {
        return visit.staff().isEmpty()
                ? Stream.of(new Slot(unit, visit, null, start))
                : visit.staff().stream().map(staff -> new Slot(unit, visit, staff, start));
    }

    /** What is booked, and what is held by those asked for. */
    private Set<String> taken(Predicate<Hold> counts) {
        List<String> keys = new ArrayList<>();
        bookings.values().stream()
                .filter(Booking::holds)
                .map(
                        one ->
                                Slot.key(
                                        one.region(),
                                        one.unit(),
                                        one.staff(),
                                        one.room(),
                                        one.start()))
                .forEach(keys::add);
        holds.standing().filter(counts).map(one -> one.slot().key()).forEach(keys::add);
        return keys.stream().collect(Collectors.toSet());
    }

    private boolean isOpen(LocalDateTime start) {
        return !hasPassed(start) && start.isBefore(now().plusWeeks(WEEKS_AHEAD));
    }

    private boolean hasPassed(LocalDateTime start) {
        return !Moment.instant(start).isAfter(clock.instant());
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(clock.instant(), Moment.SWEDEN);
    }
}
