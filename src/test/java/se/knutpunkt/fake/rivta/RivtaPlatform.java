package se.knutpunkt.fake.rivta;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/**
 * The national RIV-TA platform: routing, aggregation, the clinics' booking systems (crm:scheduling
 * 1.1), the person register (GetPersonsForProfile 5), the profiles of 1177 (GetUserProfile 2) and
 * the engagement index (FindContent 1), on one port below {@code /vp/}. Keeps state and is as
 * strict as the strictest producer.
 */
public final class RivtaPlatform extends FakePartner {
    private static final String NEWS =
            "<n:news xmlns:n=\"urn:riv:crm:scheduling:9\"><n:text>1 &amp; 2</n:text></n:news>";
    private static final String PARTS =
            "</r:(timeslotDetail|healthcareFacilityInfos|ListOfTimeTypes|careTypes|performerInfos"
                    + "|performerAvailabilityByDate|requestedPersonRecord|engagement)>";

    private final Schedule schedule;
    private final Queries queries;
    private final Commands commands;
    private final Engagements engagements;
    private final UserProfiles profiles = new UserProfiles();
    private final Map<String, String> prepared = new ConcurrentHashMap<>();
    private volatile boolean ahead;

    /** On a port (0 = a free one) with the machine's clock. */
    public RivtaPlatform(int port) {
        this(port, Clock.systemUTC());
    }

    /** On a port (0 = a free one); the clock is read as Swedish time whatever its zone. */
    public RivtaPlatform(int port, Clock clock) {
        this.schedule = new Schedule(clock);
        this.queries = new Queries(schedule);
        this.commands = new Commands(schedule);
        this.engagements = new Engagements(schedule);
        listen(port);
    }

    /**
     * Answers an operation with this body or whole envelope, without doing anything, until {@link
     * #reset()}.
     */
    public void answers(String operation, String document) {
        prepared.put(Operation.valueOf(operation).name(), document);
    }

    /**
     * Speaks a later minor version until {@link #reset()}: every part of an answer ends with an
     * element that today's schema allows (xs:any) and nobody here knows.
     */
    public void speakLaterVersion() {
        ahead = true;
    }

    /** A person's bookings and invitations at all clinics, in time order, open invitations last. */
    public List<Booking> bookingsOf(String person) {
        return schedule.of(person);
    }

    /** Writes into a clinic's book, whether the time is free or not. */
    public void add(Booking booking) {
        Clinic clinic = Clinics.at(booking.facility()).orElseThrow();
        clinic.type(booking.timeType()).orElseThrow();
        schedule.put(booking);
    }

    /**
     * Makes the profile of 1177 name these children of a person, by their numbers, until {@link
     * #reset()}.
     */
    public void children(String person, List<String> numbers) {
        profiles.set(
                person,
                numbers.stream().map(one -> new UserProfiles.Relative(one, "Child")).toList());
    }

    /**
     * Makes the engagement index name these clinics of other products for a person, until {@link
     * #reset()}.
     */
    public void engagements(String person, List<String> clinics) {
        engagements.set(person, clinics);
    }

    /**
     * Gives one clinic a mood: called alone it behaves so, aggregated it is a source that failed.
     */
    public void makeFacilityFail(String hsaId, Mood mood) {
        mood(mood.at(hsaId));
    }

    @Override
    public void reset() {
        super.reset();
        prepared.clear();
        ahead = false;
        schedule.reset();
        profiles.reset();
        engagements.reset();
    }

    @Override
    protected Call understand(Request request) {
        return new SoapCall(this, request);
    }

    /** Whether the platform knows a way for the contract to the address. */
    static boolean isServed(Operation operation, String address) {
        return switch (operation) {
            case GetPersonsForProfile, GetUserProfile, FindContent ->
                    Clinics.NATIONAL.equals(address);
            case GetSubjectOfCareSchedule ->
                    Clinics.isAggregate(address) || Clinics.at(address).isPresent();
            case GetAllHealthcareFacilities ->
                    Clinics.isRegion(address) || Clinics.at(address).isPresent();
            default -> Clinics.at(address).isPresent();
        };
    }

    Answer carryOut(Operation operation, Envelope envelope) {
        String document = prepared.get(operation.name());
        if (document != null) {
            return document.contains("Envelope")
                    ? new Answer(200, "text/xml; charset=UTF-8", document.getBytes(UTF_8), Map.of())
                    : Xml.envelope(200, "", document.replaceFirst("^\\s*<\\?xml[^>]*\\?>", ""));
        }
        String address = envelope.address().orElseThrow();
        if (operation == Operation.GetSubjectOfCareSchedule && Clinics.isAggregate(address)) {
            return aggregate(operation, envelope, address);
        }
        return Xml.envelope(200, "", response(operation, content(operation, envelope, address)));
    }

    private Answer aggregate(Operation operation, Envelope envelope, String address) {
        Aggregation aggregation =
                new Aggregation(schedule, one -> moodTowards(operation.name(), one.hsaId()));
        String person = envelope.find("subject_of_care");
        Clinics.behind(address).forEach(clinic -> aggregation.ask(clinic, person));
        return Xml.envelope(200, aggregation.header(), response(operation, aggregation.body()));
    }

    private String content(Operation operation, Envelope envelope, String address) {
        if (operation == Operation.GetPersonsForProfile) {
            return PersonRegister.answer(envelope.content());
        }
        if (operation == Operation.GetUserProfile) {
            return profiles.answer(envelope);
        }
        if (operation == Operation.FindContent) {
            return engagements.answer(envelope);
        }
        if (operation == Operation.GetAllHealthcareFacilities) {
            return queries.facilities(address, envelope);
        }
        Clinic clinic = Clinics.at(address).orElseThrow();
        return switch (operation) {
            case GetSubjectOfCareSchedule -> queries.schedule(clinic, envelope);
            case GetBookingDetails -> queries.bookingDetails(clinic, envelope);
            case GetAllCareTypes -> queries.careTypes(clinic, envelope);
            case GetAllTimeTypes -> queries.timeTypes(clinic, envelope);
            case GetAllPerformers -> queries.performers(clinic, envelope);
            case GetAvailableDates -> queries.dates(clinic, envelope);
            case GetAvailableTimeslots -> queries.slots(clinic, envelope);
            case MakeBooking -> commands.make(clinic, envelope);
            case UpdateBooking -> commands.update(clinic, envelope);
            case CancelBooking -> commands.cancel(clinic, envelope);
            default -> throw new IllegalStateException(operation.name());
        };
    }

    private String response(Operation operation, String content) {
        String types =
                switch (operation) {
                    case GetPersonsForProfile -> "\" xmlns:c=\"" + Namespaces.PERSON;
                    case FindContent -> "\" xmlns:c=\"" + Namespaces.ENGAGEMENT;
                    case GetUserProfile -> "\" xmlns:c=\"" + Namespaces.PROFILE;
                    default ->
                            "\" xmlns:c=\""
                                    + Namespaces.SCHEDULING
                                    + "\" xmlns:c11=\""
                                    + Namespaces.SCHEDULING_MINOR;
                };
        String name = "r:" + operation.name() + "Response";
        return "<"
                + name
                + " xmlns:r=\""
                + operation.namespace()
                + types
                + "\">"
                + (ahead ? withNews(content) + NEWS : content)
                + "</"
                + name
                + ">";
    }

    private static String withNews(String content) {
        return content.replaceAll(PARTS, NEWS + "$0");
    }
}
