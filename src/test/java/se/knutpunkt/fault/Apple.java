package se.knutpunkt.fault;

import java.util.HashMap;
import java.util.Map;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.apns.ApnsKey;
import se.knutpunkt.fake.apns.PushService;
import se.knutpunkt.fake.token.Certificates;

/** Apple's push service, which outlives the hubs that are killed. */
final class Apple implements AutoCloseable {

    private final Shown shown = new Shown();
    private final Certificates authority = new Certificates("apns authority");
    private final PushService service =
            new PushService(0, authority.identity("apns", "localhost"), new ApnsKey(), shown, true);

    Shown shown() {
        return shown;
    }

    PushService service() {
        return service;
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("KNUTPUNKT_APNS_PRODUCTION_HOST", "localhost");
        settings.put("KNUTPUNKT_APNS_PRODUCTION_PORT", Integer.toString(service.port()));
        settings.put("KNUTPUNKT_APNS_TEAM", service.teamId());
        settings.put("KNUTPUNKT_APNS_KEY_ID", service.keyId());
        settings.put("KNUTPUNKT_APNS_TOPIC", service.topic());
        settings.put("KNUTPUNKT_APNS_TLS_BUNDLE", "apns");
        settings.put("knutpunkt.secrets.apns-key", service.keyPem());
        settings.put("spring.ssl.bundle.pem.apns.truststore.certificate", authority.authorityPem());
        return settings;
    }

    @Override
    public void close() {
        service.close();
    }
}
