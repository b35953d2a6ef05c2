package se.knutpunkt.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.api.IdentifierKey;
import se.knutpunkt.error.Problem;

class IdentifiersTest {

    private static final String OLD = "the-old-key-0123456789abcdefghijkl";
    private static final String NEW = "the-new-key-0123456789abcdefghijkl";
    private static final String TOLVAN = "191212121212";
    private static final String OTHER = "198804202383";
    private static final String CLINIC = "SE2321000016-A1B2";

    private final Identifiers identifiers = with(OLD);
    private final String booking = identifiers.booking(TOLVAN, "01", CLINIC, "861245");
    private final String slot =
            identifiers.slot(TOLVAN, "01", Map.of("facility", CLINIC, "start", "x"));

    @Test
    void aBookingIsReadByItsCitizen() {
        Exchange exchange = read(TOLVAN, Map.of("bookingId", booking), Map.of());
        assertThat(exchange.getVariable("targetRegion")).isEqualTo("01");
        assertThat(exchange.getVariable("facility")).isEqualTo(CLINIC);
        assertThat(exchange.getVariable("booking"))
                .isEqualTo(Map.of("facility", CLINIC, "id", "861245"));
    }

    @Test
    void aSlotIsReadByItsCitizen() {
        Exchange exchange = read(TOLVAN, Map.of(), Map.of("slotId", slot));
        assertThat(exchange.getVariable("slot"))
                .isEqualTo(Map.of("facility", CLINIC, "start", "x"));
    }

    @Test
    void anIdentifierHoldsNoPersonalData() {
        String content =
                new String(java.util.Base64.getUrlDecoder().decode(booking.split("\\.")[1]));
        assertThat(content).doesNotContain(TOLVAN, "1912");
        assertThat(booking).doesNotContain(TOLVAN);
    }

    @Test
    void anIdentifierIsTheSameEachTime() {
        assertThat(identifiers.booking(TOLVAN, "01", CLINIC, "861245")).isEqualTo(booking);
    }

    /** Handed out by an earlier version, the texts in them with and without what JSON escapes. */
    @Test
    void anIdentifierIsTheSameInEachVersion() {
        Identifiers fixed = FixedIdentifiers.identifiers();
        assertThat(fixed.booking(TOLVAN, "01", CLINIC, "861245"))
                .isEqualTo(
                        "01.eyJmYWNpbGl0eSI6IlNFMjMyMTAwMDAxNi1BMUIyIiwiaWQiOiI4NjEyNDUifQ.eud2ySQQQ9eobDVyMLQSXqJRnk41oZeTUgsCHDTqaAM");
        assertThat(fixed.booking(TOLVAN, "01", "Vård \"A\"\\\n\u0001\u007f\u2028", "𝄞å"))
                .isEqualTo(
                        "01.eyJmYWNpbGl0eSI6IlbDpXJkIFwiQVwiXFxcblx1MDAwMX_igKgiLCJpZCI6Ilx1RDgzNFx1REQxRcOlIn0.rgIkVYrewjjJf4xnAjuV8SAH-DGvZfSOCjTMrxMAsp0");
        Map<String, String> content =
                Map.of(
                        "start",
                        "2026-11-18T09:30:00+01:00",
                        "facilityName",
                        "Vårdcentralen Åsa",
                        "facility",
                        "F");
        assertThat(fixed.slot(TOLVAN, "01", content))
                .isEqualTo(
                        "01.eyJmYWNpbGl0eSI6IkYiLCJmYWNpbGl0eU5hbWUiOiJWw6VyZGNlbnRyYWxlbiDDhXNhIiwic3RhcnQiOiIyMDI2LTExLTE4VDA5OjMwOjAwKzAxOjAwIn0.E_iXjtdIHCAEhmz9etCLxhkIaDjYBz9LEZ40pBll9b0");
        assertThat(fixed.slot(TOLVAN, "01", Map.of()))
                .isEqualTo("01.e30.fUopmD2e2q4igmfcw9lIftrxRA0OdvoFC_SSqOQippQ");
    }

    @Test
    void anotherPersonsBookingIsNotFound() {
        assertThat(refusal(OTHER, booking)).isEqualTo("booking-not-found");
    }

    @Test
    void eachCharacterIsSigned() {
        for (int i = 0; i < booking.length(); i++) {
            char changed = booking.charAt(i) == 'A' ? 'B' : 'A';
            String forged = booking.substring(0, i) + changed + booking.substring(i + 1);
            if (i != booking.length() - 1) {
                assertThat(refusal(TOLVAN, forged))
                        .as("position %d", i)
                        .isIn("invalid-identifier", "booking-not-found");
            }
        }
    }

    @Test
    void aBookingIsNoSlot() {
        assertThatThrownBy(() -> read(TOLVAN, Map.of(), Map.of("slotId", booking)))
                .isInstanceOf(Problem.class)
                .hasMessage("invalid-identifier");
    }

    @Test
    void aBookingOfAnotherRegionIsNotMadeByWritingItsCode() {
        assertThat(refusal(TOLVAN, "03" + booking.substring(2))).isEqualTo("invalid-identifier");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "01",
                "01.x",
                "01.x.y",
                "01.x.y.z",
                "01.{}.*",
                "01.eyJ9.AAAA"
            })
    void whatTheHubDidNotMakeIsInvalid(String id) {
        assertThat(refusal(TOLVAN, id)).isEqualTo("invalid-identifier");
    }

    @Test
    void anIdentifierOutlivesAChangeOfKey() {
        Exchange exchange = exchange(TOLVAN, Map.of("bookingId", booking), Map.of());
        with(NEW, OLD).read(exchange);
        assertThat(exchange.getVariable("booking", Map.class)).containsEntry("id", "861245");
    }

    @Test
    void theFirstKeySigns() {
        String made = with(NEW, OLD).booking(TOLVAN, "01", CLINIC, "861245");
        assertThat(made)
                .isNotEqualTo(booking)
                .isEqualTo(with(NEW).booking(TOLVAN, "01", CLINIC, "861245"));
    }

    @Test
    void aKeyThatIsGoneReadsNothing() {
        Exchange exchange = exchange(TOLVAN, Map.of("bookingId", booking), Map.of());
        assertThatThrownBy(() -> with(NEW).read(exchange)).hasMessage("invalid-identifier");
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> with("short")).hasMessageContaining("KNUTPUNKT_IDENTIFIER_KEY");
    }

    @Test
    void aFacilityIsPublic() {
        Exchange exchange = read(OTHER, Map.of("facilityId", "01." + CLINIC), Map.of());
        assertThat(exchange.getVariable("facility")).isEqualTo(CLINIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "01", "01.", "1.SE1", "01.a b", "01.å", "01.a/b", "01.a\nb", "01.<a>"})
    void whatIsNoFacilityIsInvalid(String id) {
        assertThatThrownBy(() -> read(TOLVAN, Map.of("facilityId", id), Map.of()))
                .hasMessage("invalid-identifier");
    }

    @ParameterizedTest
    @CsvSource({
        "01.SE2321000016-A1B2, ",
        "01.se2321000016-a1b2, ",
        "01.OTHER, invalid-identifier",
        "03.SE2321000016-A1B2, invalid-identifier"
    })
    void allIdentifiersOfARequestAreOfOneClinic(String facility, String expected) {
        Problem refusal =
                catchThrowableOfType(
                        Problem.class,
                        () ->
                                read(
                                        TOLVAN,
                                        Map.of("facilityId", facility, "bookingId", booking),
                                        Map.of()));
        assertThat(refusal == null ? null : refusal.code()).isEqualTo(expected);
    }

    @Test
    void aSlotMayHoldNothingThatIsNotThere() {
        Map<String, Object> content = new HashMap<>();
        content.put("facility", CLINIC);
        content.put("performer", null);
        String id = identifiers.slot(TOLVAN, "01", content);
        Exchange exchange = read(TOLVAN, Map.of(), Map.of("slotId", id));
        assertThat(exchange.getVariable("slot")).isEqualTo(Map.of("facility", CLINIC));
    }

    private String refusal(String citizen, String bookingId) {
        return catchThrowableOfType(
                        Problem.class,
                        () -> read(citizen, Map.of("bookingId", bookingId), Map.of()))
                .code();
    }

    private Exchange read(String citizen, Map<String, ?> params, Map<String, ?> request) {
        Exchange exchange = exchange(citizen, params, request);
        identifiers.read(exchange);
        return exchange;
    }

    private static Exchange exchange(
            String citizen, Map<String, ?> params, Map<String, ?> request) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("citizen", citizen);
        exchange.setVariable("params", params);
        exchange.setVariable("request", request);
        return exchange;
    }

    private static Identifiers with(String... keys) {
        return new Identifiers(new IdentifierKey(List.of(keys)));
    }

    @Test
    void aChangeHasOneNameForEachKeyOfAPerson() {
        String name = identifiers.effect(TOLVAN, TOLVAN, "key-1");
        assertThat(name).isEqualTo(identifiers.effect(TOLVAN, TOLVAN, "key-1"));
        assertThat(name).matches("[A-Za-z0-9_-]{22}").doesNotContain("key", TOLVAN);
        assertThat(
                        List.of(
                                identifiers.effect(TOLVAN, TOLVAN, "key-2"),
                                identifiers.effect(TOLVAN, OTHER, "key-1"),
                                identifiers.effect(OTHER, OTHER, "key-1"),
                                with(NEW).effect(TOLVAN, TOLVAN, "key-1")))
                .doesNotContain(name)
                .doesNotHaveDuplicates();
    }
}
