package se.knutpunkt.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import se.knutpunkt.fake.oidc.IdentityProvider;

/**
 * Who can be notified from the start: one citizen with a phone and a tablet, and one who has only a
 * telephone for SMS. Told to the hub as the app does it.
 */
final class ReachedCitizens {

    private static final String PHONE_AND_TABLET = "199102102382";
    private static final String SMS_ONLY = "189002019819";

    private static final String DEVICE =
            "{\"token\": \"%s\", \"platform\": \"%s\", \"environment\": \"production\", \"appVersion\": \"1.0.0\", \"locale\": \"sv-SE\"}";

    /** A number of PTS that nobody has. */
    private static final String CHOICES =
            """
            {"phone": "070-1740605", "kinds": {"inbox.message": {"push": false, "sms": true}, "booking.made": {"push": false, "sms": true},
             "booking.moved": {"push": false, "sms": true}, "booking.cancelled": {"push": false, "sms": true},
             "booking.soon": {"push": false, "sms": true}, "result.available": {"push": false, "sms": true}}}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final IdentityProvider identityProvider;
    private final String hub;

    /**
     * @param hub the address of its API
     */
    ReachedCitizens(IdentityProvider identityProvider, String hub) {
        this.identityProvider = identityProvider;
        this.hub = hub;
    }

    /**
     * @throws IllegalStateException when the hub does not take one of them
     */
    void tell() {
        put(
                PHONE_AND_TABLET,
                "/v1/me/devices/sandbox-phone",
                DEVICE.formatted("5a".repeat(32), "ios"));
        put(
                PHONE_AND_TABLET,
                "/v1/me/devices/sandbox-tablet",
                DEVICE.formatted("sandbox-tablet:" + "t".repeat(120), "android"));
        put(SMS_ONLY, "/v1/me/notification-preferences", CHOICES);
    }

    private void put(String person, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(hub + path))
                        .header("Authorization", "Bearer " + identityProvider.citizenToken(person))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(path + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
