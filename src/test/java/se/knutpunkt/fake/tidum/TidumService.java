package se.knutpunkt.fake.tidum;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Request;

/**
 * Tidum as docs/partners/tidum.md specifies it, for every region, below {@code /tidum/<region>/}.
 * Keeps state and is as strict as the text. A mood's address is the region's code; its operations
 * are {@code enheter, besokstyper, personal, tider, reservation, bokning, sok, hamta, ombokning,
 * avbokning}.
 */
public final class TidumService extends FakePartner {
    private final Book book;
    private final Map<Operation, Answer> prepared = new ConcurrentHashMap<>();
    private volatile boolean ahead;
    private volatile boolean empty;

    /** On a port (0 = a free one); the clock is read as Swedish time whatever its zone. */
    public TidumService(int port, Clock clock) {
        this.book = new Book(clock);
        listen(port);
    }

    /** Answers an operation with this JSON, without doing anything, until {@link #reset()}. */
    public void answers(String operation, String json) {
        answers(operation, Answer.of(200, TidumCall.JSON, json));
    }

    /** Answers an operation so, without doing anything, until {@link #reset()}. */
    public void answers(String operation, Answer answer) {
        prepared.put(Operation.valueOf(operation), answer);
    }

    /**
     * Speaks a later version until {@link #reset()}: every object of an answer has members that
     * nobody here knows.
     */
    public void speakLaterVersion() {
        ahead = true;
    }

    /**
     * Every clinic decides no to every booking, move and cancellation, until {@link #reset()}.
     *
     * @param reason the code {@code orsak}
     * @param text the clinic's own words, or null
     */
    public void refuseChanges(String reason, String text) {
        book.refuse(reason, text);
    }

    /** Has no clinics, visits, staff, times and bookings to tell of, until {@link #reset()}. */
    public void holdNothing() {
        empty = true;
        book.clear();
    }

    /** How long the reservations stand that are made from now on, until {@link #reset()}. */
    public void holdsLast(Duration duration) {
        book.holdsLast(duration);
    }

    /** A person's bookings in a region in the order of their times, whatever their status. */
    public List<Booking> bookingsOf(String region, String person) {
        return book.of(region, person);
    }

    /** Writes into a clinic's book, whether the time is free or not. */
    public void add(Booking booking) {
        Units.find(booking.region(), booking.unit());
        book.put(booking);
    }

    @Override
    public void reset() {
        super.reset();
        prepared.clear();
        ahead = false;
        empty = false;
        book.reset();
    }

    @Override
    protected Call understand(Request request) {
        return new TidumCall(this, request);
    }

    Answer answer(Operation operation, String region, List<String> segments, Request request) {
        Answer stated = prepared.get(operation);
        if (stated != null) {
            return stated;
        }
        JsonNode answer;
        try {
            answer =
                    operation.method().equals("GET")
                            ? read(operation, region, segments, request)
                            : carryOut(operation, region, segments, request);
        } catch (Refusal refusal) {
            answer = Written.refusal(refusal);
        }
        return Answer.of(200, TidumCall.JSON, Written.text(ahead ? Written.ahead(answer) : answer));
    }

    private JsonNode read(
            Operation operation, String region, List<String> segments, Request request) {
        Map<String, String> query = query(request);
        List<String> parameters =
                operation == Operation.tider
                        ? List.of("vecka", "besokstyp", "personal")
                        : List.of();
        if (!parameters.containsAll(query.keySet()) || request.body().length > 0) {
            throw new Refusal("E01");
        }
        if (operation == Operation.enheter) {
            return Written.units(empty ? List.of() : Units.of(region));
        }
        Unit known = Units.find(region, segments.get(1));
        Unit unit = empty ? known.without() : known;
        return switch (operation) {
            case besokstyper -> Written.visitTypes(unit);
            case personal -> Written.staff(unit);
            default -> {
                LocalDate monday = Moment.monday(query.get("vecka"));
                List<Slot> free =
                        book.free(unit, monday, query.get("besokstyp"), query.get("personal"));
                yield Written.slots(unit, query.get("vecka"), free);
            }
        };
    }

    private JsonNode carryOut(
            Operation operation, String region, List<String> segments, Request request) {
        if (!request.query().isEmpty()) {
            throw new Refusal("E01");
        }
        Message message = Message.read(request.body(), operation.shape());
        String person = message.text("medborgare");
        return switch (operation) {
            case reservation -> Written.hold(hold(region, person, message));
            case bokning ->
                    Written.whole(
                            book.confirm(
                                    region,
                                    person,
                                    message.text("reservation"),
                                    message.text("besoksorsak")));
            case sok -> Written.bookings(book.of(region, person));
            case hamta -> Written.whole(book.find(region, person, message.text("nr")));
            case ombokning ->
                    Written.whole(
                            book.move(
                                    region,
                                    person,
                                    segments.get(1),
                                    message.text("reservation"),
                                    message.text("besoksorsak")));
            default -> {
                book.cancel(region, person, segments.get(1));
                yield Written.object().put("nr", segments.get(1)).put("status", "A");
            }
        };
    }

    private Hold hold(String region, String person, Message message) {
        Unit unit = Units.find(region, message.text("enhet"));
        return book.hold(
                person,
                unit,
                Moment.of(message.text("vecka"), message.number("dag"), message.text("tid")),
                message.text("besokstyp"),
                message.text("personal"));
    }

    /** The query's parameters; E01 for one that occurs twice. */
    private static Map<String, String> query(Request request) {
        Map<String, String> query = new TreeMap<>();
        if (request.query().isEmpty()) {
            return query;
        }
        Arrays.stream(request.query().split("&"))
                .map(one -> one.split("=", 2))
                .forEach(
                        one -> {
                            String value = one.length < 2 ? "" : URLDecoder.decode(one[1], UTF_8);
                            if (query.put(one[0], value) != null) {
                                throw new Refusal("E01");
                            }
                        });
        return query;
    }
}
