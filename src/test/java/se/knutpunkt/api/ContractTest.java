package se.knutpunkt.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.PathItem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;

class ContractTest {

    private static final Contract CONTRACT = Declared.contract();

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/me, getMe",
        "GET, /v1/regions, listRegions",
        "GET, /v1/bookings, listBookings",
        "POST, /v1/bookings, createBooking",
        "GET, /v1/bookings/01.x, getBooking",
        "PUT, /v1/bookings/01.x, rescheduleBooking",
        "DELETE, /v1/bookings/01.x, cancelBooking",
        "GET, /v1/facilities/01.x/slots, listSlots",
        "GET, /v1/facilities/01.x/time-types, listTimeTypes",
        "POST, /v1/handoffs, createHandoff",
        "POST, /v1/handoffs/redeem, redeemHandoff",
        "POST, /v1/campaigns, createCampaign",
        "GET, /v1/campaigns/0, getCampaign",
        "PUT, /v1/campaigns/0, updateCampaign"
    })
    void aRequestHasAnOperation(String method, String path, String operation) {
        assertThat(CONTRACT.match(method, path).map(m -> m.operation().id())).hasValue(operation);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /v1",
        "GET, /v1/me/",
        "GET, /v1/Me",
        "GET, //v1/me",
        "GET, /v1/bookings/",
        "GET, /v1/bookings/01.x/",
        "GET, /v1/bookings/01.x/more",
        "GET, /v1/facilities//slots",
        "POST, /v1/me",
        "PATCH, /v1/bookings/01.x",
        "get, /v1/me"
    })
    void aRequestOutsideTheContractHasNone(String method, String path) {
        assertThat(CONTRACT.match(method, path)).isEmpty();
    }

    @Test
    void theValuesOfThePathAreFound() {
        assertThat(CONTRACT.match("GET", "/v1/facilities/01.SE-1/slots").orElseThrow().path())
                .isEqualTo(Map.of("facilityId", "01.SE-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "listRegions, PUBLIC, none, false, false",
        "getMe, CITIZEN, none, false, false",
        "listServices, CITIZEN, none, false, false",
        "listBookings, CITIZEN, booking, true, false",
        "createBooking, CITIZEN, booking, true, true",
        "cancelBooking, CITIZEN, booking, true, true",
        "createHandoff, CITIZEN, none, true, false",
        "redeemHandoff, MACHINE, none, false, false",
        "createCampaign, MACHINE, none, false, true",
        "updateCampaign, MACHINE, none, false, false"
    })
    void theContractSaysWhoMayCall(
            String id, Operation.Caller caller, String capability, boolean gated, boolean keyed) {
        Operation operation = CONTRACT.operation(id).orElseThrow();
        assertThat(operation.caller()).isEqualTo(caller);
        assertThat(operation.capability()).isEqualTo(capability);
        assertThat(operation.gated()).isEqualTo(gated);
        assertThat(operation.keyed()).isEqualTo(keyed);
    }

    @Test
    void queryParametersAreKnown() {
        assertThat(CONTRACT.operation("listBookings").orElseThrow().queryParameters())
                .containsExactly("from", "to");
    }

    /** Who may only look must not be able to change anything. */
    @Test
    void aCitizensOperationNamesTheScopeItNeeds() {
        for (Operation operation : CONTRACT.operations()) {
            if (operation.caller() == Operation.Caller.CITIZEN) {
                boolean looks = operation.method() == PathItem.HttpMethod.GET;
                assertThat(operation.scopes())
                        .as(operation.id())
                        .containsExactly(looks ? "knutpunkt:read" : "knutpunkt:write");
            }
        }
    }
}
