package se.knutpunkt.recipient;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** putDevice, listDevices and deleteDevice: a citizen's own devices; nobody's else. */
@Component("myDevices")
public final class MyDevices {

    private static final String IOS = "ios";

    /** contracts/apns: hexadecimal, of a length that Apple does not promise. */
    private static final Pattern APNS_TOKEN = Pattern.compile("(?:[0-9a-f]{2}){32,100}");

    /** contracts/fcm: opaque, printable. */
    private static final Pattern FCM_TOKEN = Pattern.compile("[\\x21-\\x7e]{32,4096}");

    private final DeviceStore store;

    MyDevices(DeviceStore store) {
        this.store = store;
    }

    /**
     * Keeps the device of the path; 201 when it is new to the citizen, else 200. The answer does
     * not hold the token.
     *
     * @throws Problem {@code invalid-body} for a token that the platform does not give, {@code
     *     too-many-devices} or {@code store-unavailable}
     */
    public void put(Exchange exchange) {
        DeviceStore.Registration registration =
                registration(deviceId(exchange), exchange.getVariable("request", Map.class));
        Enrolment.Visitor visitor = Visitors.of(exchange, registration.locale());
        DeviceStore.Registered kept = Visitors.stored(() -> store.register(visitor, registration));
        Visitors.answer(exchange, kept.isNew() ? 201 : 200, row(kept.device()));
    }

    /** Sets the body to {@code {devices}}. */
    public void list(Exchange exchange) {
        String actor = exchange.getVariable("actor", String.class);
        List<Device> devices = Visitors.stored(() -> store.list(actor));
        exchange.getMessage()
                .setBody(Map.of("devices", devices.stream().map(MyDevices::row).toList()));
    }

    /** Removes the device of the path, if the citizen has it; 204 in any case. */
    public void delete(Exchange exchange) {
        String actor = exchange.getVariable("actor", String.class);
        String deviceId = deviceId(exchange);
        Visitors.stored(
                () -> {
                    store.remove(actor, deviceId);
                    return null;
                });
        Visitors.answer(exchange, 204, null);
    }

    private static DeviceStore.Registration registration(String deviceId, Map<?, ?> request) {
        String platform = (String) request.get("platform");
        String token = (String) request.get("token");
        boolean ios = IOS.equals(platform);
        if (ios) {
            token = token.toLowerCase(Locale.ROOT);
        }
        if (!(ios ? APNS_TOKEN : FCM_TOKEN).matcher(token).matches()) {
            throw Problem.of("invalid-body")
                    .errors(List.of(Map.of("where", "/token", "what", "not of this platform")));
        }
        return new DeviceStore.Registration(
                deviceId,
                platform,
                (String) request.get("environment"),
                token,
                (String) request.get("appVersion"),
                (String) request.get("locale"));
    }

    private static Map<String, Object> row(Device device) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("deviceId", device.deviceId());
        row.put("platform", device.platform());
        row.put("environment", device.environment());
        row.put("appVersion", device.appVersion());
        row.put("locale", device.locale());
        row.put("registeredAt", Visitors.time(device.registeredAt()));
        return row;
    }

    private static String deviceId(Exchange exchange) {
        return (String) exchange.getVariable("params", Map.class).get("deviceId");
    }
}
