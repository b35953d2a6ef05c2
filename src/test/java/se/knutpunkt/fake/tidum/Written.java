package se.knutpunkt.fake.tidum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Answers as JSON. */
final class Written {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Written() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode refusal(Refusal refusal) {
        ObjectNode whole = object();
        ObjectNode fel = whole.putObject("fel").put("kod", refusal.code());
        putKnown(fel, "orsak", refusal.reason());
        putKnown(fel, "meddelande", refusal.text());
        return whole;
    }

    static ObjectNode units(List<Unit> units) {
        ObjectNode whole = object();
        var list = whole.putArray("enheter");
        units.forEach(one -> list.add(unit(one)));
        return whole;
    }

    static ObjectNode visitTypes(Unit unit) {
        ObjectNode whole = object();
        var list = whole.putArray("besokstyper");
        unit.visits().forEach(one -> list.add(one.type()));
        return whole;
    }

    static ObjectNode staff(Unit unit) {
        ObjectNode whole = object();
        var list = whole.putArray("personal");
        unit.staff().forEach(one -> list.add(staff(one)));
        return whole;
    }

    static ObjectNode slots(Unit unit, String week, List<Slot> slots) {
        ObjectNode whole = object();
        whole.set("enhet", unit(unit));
        whole.put("vecka", week);
        var list = whole.putArray("tider");
        for (Slot slot : slots) {
            ObjectNode one = list.addObject();
            one.put("dag", slot.start().getDayOfWeek().getValue());
            one.put("tid", Moment.clock(slot.start())).put("langd", slot.visit().minutes());
            one.put("besokstyp", slot.visit().type());
            if (slot.staff() != null) {
                one.set("personal", staff(slot.staff()));
            }
            putKnown(one, "rum", slot.visit().room());
        }
        return whole;
    }

    static ObjectNode hold(Hold hold) {
        return object().put("reservation", hold.nr())
                .put("giltigTill", hold.until().atZone(Moment.SWEDEN).format(TO_THE_SECOND));
    }

    static ObjectNode booking(Booking booking) {
        ObjectNode one = object().put("nr", booking.nr()).put("medborgare", booking.person());
        Unit unit = Units.find(booking.region(), booking.unit());
        one.set("enhet", unit(unit));
        one.put("vecka", Moment.week(booking.start().toLocalDate()));
        one.put("dag", booking.start().getDayOfWeek().getValue());
        one.put("tid", Moment.clock(booking.start())).put("langd", booking.minutes());
        one.put("besokstyp", booking.type());
        if (booking.staff() != null) {
            unit.staff(booking.staff()).ifPresent(known -> one.set("personal", staff(known)));
        }
        putKnown(one, "rum", booking.room());
        one.put("status", booking.status());
        putKnown(one, "besoksorsak", booking.reason());
        return one.put("avbokas", booking.mayCancel()).put("ombokas", booking.mayMove());
    }

    static ObjectNode whole(Booking booking) {
        ObjectNode whole = object();
        whole.set("bokning", booking(booking));
        return whole;
    }

    static ObjectNode bookings(List<Booking> bookings) {
        ObjectNode whole = object();
        var list = whole.putArray("bokningar");
        bookings.forEach(one -> list.add(booking(one)));
        return whole;
    }

    /** With members of a later version in every object. */
    static JsonNode ahead(JsonNode node) {
        node.forEach(Written::ahead);
        if (node instanceof ObjectNode object) {
            object.putObject("nyhet").put("kod", "N1").put("text", "Åsa & <Öberg>");
            object.putArray("nyheter").add(1).addNull();
        }
        return node;
    }

    static String text(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode unit(Unit unit) {
        return object().put("kod", unit.code()).put("namn", unit.name());
    }

    private static ObjectNode staff(Unit.Staff staff) {
        return object().put("nr", staff.nr()).put("namn", staff.name()).put("roll", staff.role());
    }

    private static void putKnown(ObjectNode object, String name, String value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
