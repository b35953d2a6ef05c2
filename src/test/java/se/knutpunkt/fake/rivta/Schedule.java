package se.knutpunkt.fake.rivta;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The clinics' books: what is booked, and so what is free. One lock, so that a time is given away
 * once.
 */
final class Schedule {
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final int DAYS_AHEAD = 60;
    private static final LocalTime OPENS = LocalTime.of(8, 0);
    private static final int SLOTS_A_DAY = 16;
    private static final int FIRST_NEW_ID = 861001;

    private final Clock clock;
    private final Map<String, Booking> bookings = new LinkedHashMap<>();
    private int nextId;

    Schedule(Clock clock) {
        this.clock = clock;
        reset();
    }

    synchronized void reset() {
        nextId = FIRST_NEW_ID;
        bookings.clear();
        FirstBookings.from(today()).forEach(this::put);
    }

    LocalDateTime now() {
        return LocalDateTime.ofInstant(clock.instant(), SWEDEN);
    }

    /** A person's bookings and invitations at a clinic, in time order, open invitations last. */
    synchronized List<Booking> of(String person, Clinic clinic) {
        return of(person).stream().filter(one -> one.facility().equals(clinic.hsaId())).toList();
    }

    synchronized List<Booking> of(String person) {
        Comparator<LocalDateTime> byTime = Comparator.nullsLast(Comparator.naturalOrder());
        return bookings.values().stream()
                .filter(one -> one.person().equals(person))
                .sorted(Comparator.comparing(Booking::start, byTime))
                .toList();
    }

    synchronized Optional<Booking> find(Clinic clinic, String id) {
        return Optional.ofNullable(bookings.get(key(clinic.hsaId(), id)));
    }

    /** The free times of a clinic on the days from the first to the last. */
    synchronized List<Slot> free(Clinic clinic, LocalDate first, LocalDate last, Slot.Wish wish) {
        List<Slot> found = new ArrayList<>();
        Set<String> taken = taken(clinic);
        LocalDate end = min(last, today().plusDays(DAYS_AHEAD));
        for (LocalDate day = max(first, today()); !day.isAfter(end); day = day.plusDays(1)) {
            if (day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0) {
                addFree(found, clinic, day, wish, taken);
            }
        }
        return found;
    }

    /** Books a free time; empty when it is taken or no such time exists. */
    synchronized Optional<Booking> book(
            Clinic clinic, LocalDateTime start, Slot.Wish wish, String person, String reason) {
        return freeAt(clinic, start, wish)
                .map(
                        slot ->
                                put(
                                        new Booking(
                                                clinic.hsaId(),
                                                String.valueOf(nextId++),
                                                person,
                                                start,
                                                slot.type().id(),
                                                slot.performer().id(),
                                                null,
                                                reason,
                                                true,
                                                true,
                                                true,
                                                false)));
    }

    /**
     * Gives a booking or invitation another time; empty when that is taken or no such time exists.
     */
    synchronized Optional<Booking> move(
            Clinic clinic, Booking booking, LocalDateTime start, Slot.Wish wish, String reason) {
        Optional<Slot> slot = freeAt(clinic, start, wish);
        if (slot.isEmpty() || !booking.equals(bookings.get(key(clinic.hsaId(), booking.id())))) {
            return Optional.empty();
        }
        boolean renumber = clinic.renumbersAtRebooking() && booking.start() != null;
        String id = renumber ? String.valueOf(nextId++) : booking.id();
        remove(booking);
        return Optional.of(put(booking.movedTo(id, slot.get(), reason)));
    }

    synchronized boolean remove(Booking booking) {
        return bookings.remove(key(booking.facility(), booking.id()), booking);
    }

    private Optional<Slot> freeAt(Clinic clinic, LocalDateTime start, Slot.Wish wish) {
        LocalDate day = start.toLocalDate();
        return free(clinic, day, day, wish).stream()
                .filter(slot -> slot.start().equals(start))
                .findFirst();
    }

    private void addFree(
            List<Slot> found, Clinic clinic, LocalDate day, Slot.Wish wish, Set<String> taken) {
        for (int i = 0; i < SLOTS_A_DAY; i++) {
            LocalDateTime start = day.atTime(OPENS).plusMinutes((long) i * Booking.MINUTES);
            if (!start.isAfter(now())) {
                continue;
            }
            for (Clinic.TimeType type : clinic.types()) {
                if (wish.fits(type)) {
                    type.performers().stream()
                            .filter(wish::fits)
                            .filter(who -> !taken.contains(who.id() + start))
                            .forEach(who -> found.add(new Slot(clinic, type, who, start)));
                }
            }
        }
    }

    private Set<String> taken(Clinic clinic) {
        return bookings.values().stream()
                .filter(one -> one.start() != null && one.facility().equals(clinic.hsaId()))
                .map(one -> one.performer() + one.start())
                .collect(Collectors.toSet());
    }

    synchronized Booking put(Booking booking) {
        bookings.put(key(booking.facility(), booking.id()), booking);
        return booking;
    }

    private LocalDate today() {
        return now().toLocalDate();
    }

    private static String key(String hsaId, String id) {
        return hsaId.toUpperCase(Locale.ROOT) + " " + id;
    }

    private static LocalDate min(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }

    private static LocalDate max(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }
}
