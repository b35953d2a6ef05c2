package se.knutpunkt.fake.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;
import se.knutpunkt.fake.Shown;

/**
 * Firebase Cloud Messaging for one project, at {@code /v1/projects/app1177/messages:send}, and the
 * token service of its service account at {@code /token}.
 *
 * <p>Moods are about the operations {@code send} (their address is a device token) and {@code
 * token}. The code of {@code fault} is an errorCode of FCM, of {@code token} an OAuth error; after
 * a semicolon comes a Retry-After, in seconds or as a date: {@code QUOTA_EXCEEDED;7}.
 */
public final class MessagingService extends FakePartner {
    private static final String PROJECT = "app1177";
    private static final String PATH = "/v1/projects/" + PROJECT + "/messages:send";
    private static final String EMAIL = "hub@" + PROJECT + ".iam.gserviceaccount.example";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeyPair account = newPair();
    private final AccessTokens tokens = new AccessTokens((RSAPublicKey) account.getPublic(), EMAIL);
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final AtomicLong messages = new AtomicLong(1_700_000_000_000_000L);
    private final Shown shown;

    public MessagingService(int port, Shown shown) {
        this.shown = shown;
        listen(port);
    }

    /** The private key of the service account, PKCS#8. */
    public String serviceAccountKeyPem() {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(encoder.encodeToString(account.getPrivate().getEncoded()));
    }

    public String clientEmail() {
        return EMAIL;
    }

    public String project() {
        return PROJECT;
    }

    public String tokenUrl() {
        return url() + "/token";
    }

    /** The app was removed from a device: 404 UNREGISTERED from now on. */
    public void removedFrom(String token) {
        dead.add(token);
    }

    /** The device has the app again. */
    public void installedOn(String token) {
        dead.remove(token);
    }

    /** The access tokens that were issued hold no longer. */
    public void withdrawTokens() {
        tokens.withdraw();
    }

    /** Access tokens hold on, since their owner keeps them. */
    @Override
    public void reset() {
        super.reset();
        dead.clear();
    }

    @Override
    protected Call understand(Request request) {
        return request.path().equals("/token") ? new TokenCall(request) : new SendCall(request);
    }

    private final class TokenCall implements Call {
        private final Request request;

        private TokenCall(Request request) {
            this.request = request;
        }

        @Override
        public String operation() {
            return "token";
        }

        @Override
        public boolean changesState() {
            return false;
        }

        @Override
        public Answer answer() {
            return request.method().equals("POST")
                    ? tokens.trade(request.form(), tokenUrl())
                    : Answer.of(405);
        }

        @Override
        public Answer fault(Mood mood) {
            String code = mood.code() == null ? "invalid_grant" : mood.code();
            return Answer.of(400, "application/json", "{\"error\":\"%s\"}".formatted(code));
        }
    }

    private final class SendCall implements Call {
        private final Request request;
        private final JsonNode body;

        private SendCall(Request request) {
            this.request = request;
            this.body = read(request.body());
        }

        @Override
        public String operation() {
            return "send";
        }

        @Override
        public String address() {
            return token();
        }

        @Override
        public boolean changesState() {
            return true;
        }

        @Override
        public Answer answer() {
            if (!request.method().equals("POST") || !request.path().equals(PATH)) {
                return FcmErrors.notFound();
            }
            if (!tokens.holds(request.header("Authorization").orElse(""))) {
                return FcmErrors.unauthenticated();
            }
            boolean json = request.header("Content-Type").orElse("").startsWith("application/json");
            if (!json || !body.isObject()) {
                return FcmErrors.invalid("message", "Invalid JSON payload received.");
            }
            Optional<Answer> refusal = MessageRules.refusal(body);
            return refusal.orElseGet(this::send);
        }

        @Override
        public Answer fault(Mood mood) {
            String code = mood.code() == null ? "UNAVAILABLE" : mood.code();
            String[] parts = code.split(";", 2);
            Answer error = FcmErrors.of(parts[0]);
            return parts.length == 1 ? error : error.with("Retry-After", parts[1]);
        }

        private Answer send() {
            if (dead.contains(token())) {
                return FcmErrors.of("UNREGISTERED");
            }
            if (!body.path("validate_only").asBoolean()) {
                JsonNode message = body.path("message");
                JsonNode android = message.path("android");
                String tag = android.path("notification").path("tag").textValue();
                shown.show(
                        token(),
                        message.path("data").path("notificationId").textValue(),
                        tag == null ? android.path("collapse_key").textValue() : tag);
            }
            return Answer.of(
                    200,
                    "application/json; charset=UTF-8",
                    "{\"name\":\"projects/%s/messages/0:%d%%31bd1c96\"}"
                            .formatted(PROJECT, messages.incrementAndGet()));
        }

        private String token() {
            return body.path("message").path("token").asText();
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
