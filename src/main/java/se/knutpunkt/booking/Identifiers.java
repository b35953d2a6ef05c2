package se.knutpunkt.booking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;
import se.knutpunkt.api.IdentifierKey;
import se.knutpunkt.error.Problem;
import se.knutpunkt.mapping.MappingFunctions;

/**
 * Identifiers of the API. A booking's or slot's is {@code <region>.<content>.<signature>}: the
 * content is what the product needs, the signature says that the hub made it and for whom. A
 * prescription's is the same with the national source in place of the region. A facility's is
 * {@code <region>.<the product's id>} and public. None holds personal data.
 */
@Component("identifiers")
public class Identifiers {

    private static final String PRESCRIPTION = "prescription";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> CONTENT = new TypeReference<>() {};
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Pattern UNPLAIN = Pattern.compile("[^A-Za-z0-9_-]+");
    private static final Pattern FACILITY = Pattern.compile("([0-9]{2})\\.([A-Za-z0-9~_-]{1,128})");

    /** A region's facility, by the product's id. */
    public record Facility(String region, String id) {}

    private final IdentifierKey key;

    Identifiers(IdentifierKey key) {
        this.key = key;
    }

    /**
     * Offers {@code $bookingId}, {@code $slotId}, {@code $facilityId}, {@code $effectId} and {@code
     * $recordId} to mappings.
     */
    @Bean
    MappingFunctions.Offer identifierFunctions() {
        return new MappingFunctions.Offer(
                Map.of(
                        "bookingId",
                        MappingFunctions.ofAll(
                                a -> booking(text(a, 0), text(a, 1), text(a, 2), text(a, 3))),
                        "slotId",
                        MappingFunctions.ofAll(
                                a -> slot(text(a, 0), text(a, 1), (Map<?, ?>) a.get(2))),
                        "facilityId",
                        MappingFunctions.ofAll(a -> facility(text(a, 0), text(a, 1))),
                        "effectId",
                        MappingFunctions.ofAll(a -> effect(text(a, 0), text(a, 1), text(a, 2))),
                        "recordId",
                        MappingFunctions.ofAll(
                                a -> record(text(a, 0), text(a, 1), text(a, 2), text(a, 3)))));
    }

    /** The identifier of a citizen's booking at a facility. */
    public String booking(String citizen, String region, String facility, String id) {
        SortedMap<String, String> content = new TreeMap<>();
        content.put("facility", Objects.requireNonNull(facility));
        content.put("id", Objects.requireNonNull(id));
        return make("booking", citizen, region, content);
    }

    /**
     * The hub's own name of a change, for products that do a change of the same name once: the same
     * for the same Idempotency-Key of the same person, and nothing can be read out of it.
     *
     * @param actor who is logged in, whose key it is
     */
    public String effect(String citizen, String actor, String idempotencyKey) {
        byte[] name = new byte[IdentifierKey.LENGTH];
        key.sign(name, 0, "effect", citizen, actor, idempotencyKey);
        return ENCODER.encodeToString(name);
    }

    /** The identifier of a free time; the content is what the product needs to book it. */
    public String slot(String citizen, String region, Map<?, ?> content) {
        SortedMap<String, String> sorted = new TreeMap<>();
        content.forEach(
                (name, value) -> {
                    if (value != null) {
                        sorted.put(String.valueOf(name), String.valueOf(value));
                    }
                });
        return make("slot", citizen, region, sorted);
    }

    /**
     * The identifier of something a citizen has at a national source, which no region is part of.
     *
     * @param kind for instance {@code prescription}
     * @param source the back end's name; the identifier begins with it
     */
    public String record(String kind, String citizen, String source, String id) {
        SortedMap<String, String> content = new TreeMap<>();
        content.put("id", Objects.requireNonNull(id));
        return make(kind, citizen, source, content);
    }

    /** What may stand in a facility's identifier stays readable; the rest of the id is escaped. */
    public String facility(String region, String id) {
        return region + "." + UNPLAIN.matcher(id).replaceAll(found -> escaped(found.group()));
    }

    /**
     * Reads a facility's identifier.
     *
     * @throws Problem {@code invalid-identifier} for what {@link #facility(String, String)} does
     *     not make
     */
    public Facility facility(String identifier) {
        Matcher facility = FACILITY.matcher(identifier);
        if (!facility.matches()) {
            throw Problem.of("invalid-identifier");
        }
        String region = facility.group(1);
        return new Facility(region, unescaped(region, facility.group(2)));
    }

    private static String escaped(String characters) {
        StringBuilder escaped = new StringBuilder();
        for (byte one : characters.getBytes(StandardCharsets.UTF_8)) {
            escaped.append("~%02X".formatted(one));
        }
        return escaped.toString();
    }

    /**
     * @throws Problem {@code invalid-identifier} for what {@link #facility} does not make
     */
    private String unescaped(String region, String escaped) {
        String id = UriUtils.decode(escaped.replace('~', '%'), StandardCharsets.UTF_8);
        if (!facility(region, id).equals(region + "." + escaped)) {
            throw Problem.of("invalid-identifier");
        }
        return id;
    }

    /**
     * Reads the identifiers of the request: sets the variables targetRegion, facility (the
     * product's id), booking {facility, id}, slot, and record {id} for what stands at a national
     * source.
     *
     * @throws Problem {@code invalid-identifier} for one the hub did not make, {@code
     *     booking-not-found} or {@code prescription-not-found} for another person's
     */
    public void read(Exchange exchange) {
        String citizen = exchange.getVariable("citizen", String.class);
        Map<?, ?> params = exchange.getVariable("params", Map.class);
        Map<?, ?> request = exchange.getVariable("request", Map.class);
        if (params.get("facilityId") instanceof String id) {
            Facility facility = facility(id);
            target(exchange, facility.region(), facility.id());
        }
        if (params.get("bookingId") instanceof String id) {
            Map<String, String> booking = open("booking", citizen, id);
            target(exchange, id.substring(0, 2), booking.get("facility"));
            exchange.setVariable("booking", booking);
        }
        if (request != null && request.get("slotId") instanceof String id) {
            Map<String, String> slot = open("slot", citizen, id);
            target(exchange, id.substring(0, 2), slot.get("facility"));
            exchange.setVariable("slot", slot);
        }
        if (params.get("prescriptionId") instanceof String id) {
            exchange.setVariable("record", open(PRESCRIPTION, citizen, id));
        }
    }

    /** What the hub itself put into a booking's identifier. */
    Map<String, String> content(String citizen, String bookingId) {
        return open("booking", citizen, bookingId);
    }

    /** All identifiers of one request must point at the same facility. */
    private static void target(Exchange exchange, String region, String facility) {
        Object known = exchange.getVariable("targetRegion");
        Object same = exchange.getVariable("facility");
        if (known != null
                && (!known.equals(region) || !facility.equalsIgnoreCase(same.toString()))) {
            throw Problem.of("invalid-identifier");
        }
        exchange.setVariable("targetRegion", region);
        exchange.setVariable("facility", facility);
    }

    private String make(
            String kind, String citizen, String region, SortedMap<String, String> content) {
        String text = ENCODER.encodeToString(json(content));
        byte[] both = new byte[2 * IdentifierKey.LENGTH];
        key.sign(both, 0, kind, region, text);
        key.sign(both, IdentifierKey.LENGTH, "person", citizen, kind, region, text);
        return region + "." + text + "." + ENCODER.encodeToString(both);
    }

    /**
     * The bytes that Jackson writes; texts that need no escape are written here, which is faster.
     */
    private static byte[] json(SortedMap<String, String> content) {
        StringBuilder json = new StringBuilder(64);
        char separator = '{';
        for (Map.Entry<String, String> one : content.entrySet()) {
            if (!isPlain(one.getKey()) || !isPlain(one.getValue())) {
                return escaped(content);
            }
            json.append(separator).append('"').append(one.getKey()).append("\":\"");
            json.append(one.getValue()).append('"');
            separator = ',';
        }
        return content.isEmpty()
                ? escaped(content)
                : json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] escaped(SortedMap<String, String> content) {
        try {
            return JSON.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> open(String kind, String citizen, String id) {
        String[] parts = id.split("\\.", -1);
        if (parts.length != 3) {
            throw Problem.of("invalid-identifier");
        }
        try {
            byte[] both = DECODER.decode(parts[2]);
            boolean made =
                    both.length == 2 * IdentifierKey.LENGTH
                            && key.verify(
                                    Arrays.copyOf(both, IdentifierKey.LENGTH),
                                    kind,
                                    parts[0],
                                    parts[1]);
            if (!made) {
                throw Problem.of("invalid-identifier");
            }
            byte[] person = Arrays.copyOfRange(both, IdentifierKey.LENGTH, both.length);
            if (!key.verify(person, "person", citizen, kind, parts[0], parts[1])) {
                throw Problem.of(
                        kind.equals(PRESCRIPTION) ? "prescription-not-found" : "booking-not-found");
            }
            return JSON.readValue(DECODER.decode(parts[1]), CONTENT);
        } catch (IllegalArgumentException | IOException e) {
            throw Problem.of("invalid-identifier");
        }
    }

    private static String text(List<?> arguments, int index) {
        return (String) arguments.get(index);
    }
}
