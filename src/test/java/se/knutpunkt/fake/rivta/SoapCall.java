package se.knutpunkt.fake.rivta;

import java.util.Optional;
import java.util.UUID;
import org.xml.sax.SAXException;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/**
 * One request to the platform: routed as the platform does, checked as the strictest producer does.
 */
final class SoapCall implements Call {
    private static final String CORRELATION = "x-skltp-correlation-id";

    private final RivtaPlatform platform;
    private final Request request;
    private Envelope envelope;
    private String unreadable;

    SoapCall(RivtaPlatform platform, Request request) {
        this.platform = platform;
        this.request = request;
        try {
            this.envelope = Envelope.parse(request.body());
        } catch (SAXException e) {
            this.unreadable = e.getMessage();
        }
    }

    @Override
    public String operation() {
        return envelope == null ? "unreadable" : envelope.content().getLocalName();
    }

    @Override
    public String address() {
        return envelope == null ? null : envelope.address().orElse(null);
    }

    @Override
    public boolean changesState() {
        return envelope != null && contract().map(Operation::changesState).orElse(false);
    }

    /**
     * A broken clinic is behind the platform: lateness passes through, everything else is the
     * platform's VP009.
     */
    @Override
    public Mood shown(Mood mood) {
        return switch (mood.kind()) {
            case OK, SLOW, DRIP, FAULT -> mood;
            default -> {
                Mood fault = mood.carriesOut() ? Mood.fault().withEffect() : Mood.fault();
                yield mood.address() == null ? mood : fault;
            }
        };
    }

    @Override
    public Answer fault(Mood mood) {
        String code = mood.code() == null ? "VP009" : mood.code();
        SoapFault fault =
                switch (code) {
                    case "CLIENT" -> SoapFault.producer("Felaktigt anrop till producenten");
                    case "SERVER" -> SoapFault.producerBroken("Internt fel hos producenten");
                    default -> SoapFault.platform(code, "Sandbox mood " + mood.kind());
                };
        return traced(fault.answer());
    }

    @Override
    public Answer answer() {
        if (!request.path().startsWith("/vp/")) {
            return Answer.of(404);
        }
        if (!"POST".equals(request.method())) {
            return Answer.of(405).with("Allow", "POST");
        }
        String type = request.header("Content-Type").orElse("").replaceAll("[\\s\"]", "");
        if (!type.equalsIgnoreCase("text/xml;charset=UTF-8")) {
            return Answer.of(415);
        }
        try {
            Operation operation = route();
            check(operation);
            return traced(platform.carryOut(operation, envelope));
        } catch (SoapFault fault) {
            return traced(fault.answer());
        }
    }

    private Optional<Operation> contract() {
        return Operation.ofNamespace(envelope.content().getNamespaceURI());
    }

    /** The platform's part: who is to get this? */
    private Operation route() {
        if (envelope == null) {
            throw SoapFault.platform("VP015", unreadable);
        }
        String address =
                envelope.address()
                        .orElseThrow(
                                () -> SoapFault.platform("VP001", "No LogicalAddress in header"));
        if (address.isEmpty()) {
            throw SoapFault.platform("VP003", "LogicalAddress is empty");
        }
        return contract()
                .filter(one -> RivtaPlatform.isServed(one, address))
                .orElseThrow(
                        () ->
                                SoapFault.platform(
                                        "VP004",
                                        "No receiverId (logical address) found for"
                                                + " serviceNamespace: "
                                                + envelope.content().getNamespaceURI()
                                                + ", receiverId: "
                                                + address));
    }

    /** The producer's part: is the message what the contract says? */
    private void check(Operation operation) {
        if (!operation.soapAction().equals(request.header("SOAPAction").orElse(null))) {
            throw SoapFault.producer("SOAPAction does not match " + operation.soapAction());
        }
        if (!operation.name().equals(envelope.content().getLocalName())) {
            throw SoapFault.schema("element " + operation.name() + " expected", operation());
        }
        Shape.of(operation).check(envelope.content());
        if (operation.isBooking()) {
            checkActor();
            checkFacility();
        }
    }

    private void checkActor() {
        Envelope.Actor actor =
                envelope.actor().orElseThrow(() -> SoapFault.producer("Header Actor is missing"));
        if (actor.id().isBlank() || !actor.isKnownType()) {
            throw SoapFault.producer("Header Actor is not valid");
        }
        String subject = envelope.find("subject_of_care");
        if (actor.isPatient() && subject != null && !subject.equals(actor.id())) {
            throw SoapFault.producer("Actor is not the subject of care");
        }
        if (!actor.isPatient()) {
            checkAgent(actor, subject);
        }
    }

    /** Only new times for an agent, and nobody is an agent for themselves (profile, Actor). */
    private void checkAgent(Envelope.Actor actor, String subject) {
        if (actor.id().equals(subject)) {
            throw SoapFault.producer("Actor is the subject of care");
        }
        Operation operation = contract().orElseThrow();
        boolean existing = envelope.find("bookingId") != null;
        boolean offer =
                switch (operation) {
                    case GetAvailableDates, GetAvailableTimeslots, MakeBooking -> existing;
                    case UpdateBooking -> true;
                    default -> false;
                };
        if (offer) {
            throw SoapFault.producer("An agent is offered new bookings only");
        }
    }

    private void checkFacility() {
        for (String name : new String[] {"healthcare_facility", "healthcare_facility_med"}) {
            String facility = envelope.find(name);
            if (facility != null && !facility.equalsIgnoreCase(address())) {
                throw SoapFault.producer(name + " does not match the logical address");
            }
        }
    }

    private Answer traced(Answer answer) {
        String id = request.header(CORRELATION).orElseGet(() -> UUID.randomUUID().toString());
        return answer.with(CORRELATION, id);
    }
}
