package se.knutpunkt.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import se.knutpunkt.fake.Partner;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.apns.ApnsKey;
import se.knutpunkt.fake.apns.PushService;
import se.knutpunkt.fake.email.MailBox;
import se.knutpunkt.fake.fcm.MessagingService;
import se.knutpunkt.fake.sms.SmsGateway;
import se.knutpunkt.fake.token.Certificates;

/** Those that bring notifications to people: two push services, SMS and e-mail. */
public final class NoticeProviders implements AutoCloseable {
    private static final String CALLBACK = "/callbacks/sms";

    /** Those of the sandbox, design section 10; Apple's development environment has the next. */
    static final Ports FIXED = new Ports(9180, 9182, 9190, 9200, 9210);

    static final Ports FREE = new Ports(0, 0, 0, 0, 0);

    private final Shown shown = new Shown();
    private final Certificates authority;
    private final PushService apns;
    private final PushService apnsDevelopment;
    private final MessagingService fcm;
    private final SmsGateway sms;
    private final MailBox mail;

    /** 0 = a free one; each with its control on the one after it. */
    record Ports(int apns, int apnsDevelopment, int fcm, int sms, int mail) {}

    /**
     * With fixed ports each device token is known, since nobody tells the sandbox of devices.
     *
     * @param authority of the certificates they show
     */
    NoticeProviders(Ports ports, Certificates authority) {
        this.authority = authority;
        ApnsKey key = new ApnsKey();
        boolean knowsAll = ports.apns() != 0;
        Certificates.Identity server = authority.identity("notices", "localhost");
        this.apns = new PushService(ports.apns(), server, key, shown, knowsAll);
        this.apnsDevelopment =
                new PushService(ports.apnsDevelopment(), server, key, shown, knowsAll);
        this.fcm = new MessagingService(ports.fcm(), shown);
        this.sms = new SmsGateway(ports.sms());
        this.mail = new MailBox(ports.mail(), authority.context(server));
    }

    /** Apple's push service, for what the App Store gave. */
    public PushService apns() {
        return apns;
    }

    /** Apple's push service, for what developers built: its devices are others. */
    public PushService apnsDevelopment() {
        return apnsDevelopment;
    }

    public MessagingService fcm() {
        return fcm;
    }

    public SmsGateway sms() {
        return sms;
    }

    public MailBox mail() {
        return mail;
    }

    /** What the devices of all push services showed. */
    public Shown shown() {
        return shown;
    }

    /**
     * Delivery reports go to this hub, wherever it said that it listens.
     *
     * @param hub its address without a slash at the end
     */
    public void useHub(String hub) {
        sms.reportTo(hub);
    }

    /** All as they were at the start. */
    public void reset() {
        all().forEach(Partner::reset);
        shown.forget();
    }

    @Override
    public void close() {
        all().forEach(Partner::close);
    }

    private List<Partner> all() {
        return List.of(apns, apnsDevelopment, fcm, sms, mail);
    }

    /** The settings that point the hub here. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("KNUTPUNKT_APNS_PRODUCTION_HOST", "localhost");
        settings.put("KNUTPUNKT_APNS_PRODUCTION_PORT", apns.port());
        settings.put("KNUTPUNKT_APNS_SANDBOX_HOST", "localhost");
        settings.put("KNUTPUNKT_APNS_SANDBOX_PORT", apnsDevelopment.port());
        settings.put("KNUTPUNKT_APNS_TEAM", apns.teamId());
        settings.put("KNUTPUNKT_APNS_KEY_ID", apns.keyId());
        settings.put("KNUTPUNKT_APNS_TOPIC", apns.topic());
        settings.put("knutpunkt.secrets.apns-key", apns.keyPem());
        settings.put("KNUTPUNKT_APNS_TLS_BUNDLE", "apns");
        settings.put(trusted("apns"), authority.authorityPem());
        settings.put("KNUTPUNKT_FCM_URL", fcm.url());
        settings.put("KNUTPUNKT_FCM_TOKEN_URL", fcm.tokenUrl());
        settings.put("KNUTPUNKT_FCM_PROJECT", fcm.project());
        settings.put("KNUTPUNKT_FCM_CLIENT_EMAIL", fcm.clientEmail());
        settings.put("knutpunkt.secrets.fcm-key", fcm.serviceAccountKeyPem());
        settings.put("KNUTPUNKT_SMS_URL", sms.url());
        settings.put("KNUTPUNKT_SMS_USER", sms.user());
        settings.put("knutpunkt.secrets.sms-password", sms.password());
        settings.put("KNUTPUNKT_SMS_CALLBACK_URL", "http://localhost:8080" + CALLBACK);
        settings.put("knutpunkt.secrets.sms-callback", "only-for-the-sandbox-sms");
        settings.put("KNUTPUNKT_SMTP_HOST", mail.host());
        settings.put("KNUTPUNKT_SMTP_PORT", mail.port());
        settings.put("KNUTPUNKT_SMTP_USER", mail.user());
        settings.put("knutpunkt.secrets.smtp-password", mail.password());
        settings.put("KNUTPUNKT_SMTP_FROM", "1177 <no-reply@1177.example>");
        settings.put("KNUTPUNKT_SMTP_TLS_BUNDLE", "smtp");
        settings.put(trusted("smtp"), authority.authorityPem());
        return settings;
    }

    private static String trusted(String bundle) {
        return "spring.ssl.bundle.pem.%s.truststore.certificate".formatted(bundle);
    }
}
