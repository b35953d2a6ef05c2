package se.knutpunkt.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.sso.Secrets;

/**
 * Speaks for the hub with the SMS gateway (contracts/sms-email part A): the steps of the route
 * before and after each call.
 */
@Component("sms")
public final class Sms {

    private static final String CHANNEL = "sms";
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int FORBIDDEN = 403;

    private final ChannelCatalogue channels;
    private final Secrets secrets;
    private final SmsReports reports;
    private final Clock clock;

    Sms(ChannelCatalogue channels, Secrets secrets, SmsReports reports, Clock clock) {
        this.channels = channels;
        this.secrets = secrets;
        this.reports = reports;
        this.clock = clock;
    }

    /** Nothing has to be there before a call. */
    public void prepare() {
        // a claimed notice waits for no more than its connection
    }

    public void begin(Exchange exchange) {
        Calls.begin(exchange);
    }

    /** Makes the request, a form, of {@code {to, message}} in the body. */
    public void request(Exchange exchange) {
        Calls.demandTime(exchange);
        Channel channel = channels.get(CHANNEL);
        String user = channel.provider("user");
        String password =
                secrets.find(channel.provider("password"))
                        .filter(found -> !user.isEmpty())
                        .orElseThrow(() -> new KnownAnswer("no-key"));
        Map<?, ?> wanted = exchange.getMessage().getBody(Map.class);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("from", channel.provider("from"));
        form.put("to", String.valueOf(wanted.get("to")));
        form.put("message", String.valueOf(wanted.get("message")));
        reports.address(Calls.claimed(exchange).id())
                .ifPresent(address -> form.put("whendelivered", address));
        form.put("dontlog", "message");
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("Authorization", "Basic " + basic(user, password));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
        exchange.getMessage().setBody(encoded(form).getBytes(StandardCharsets.US_ASCII));
    }

    /** Makes the outcome of the gateway's answer. */
    public void read(Exchange exchange) throws IOException {
        int status = Calls.status(exchange);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        String reference = null;
        String first = Integer.toString(status);
        if (status / 100 == 2) {
            JsonNode id = body == null ? null : JSON.readTree(body).path("id");
            if (id == null || !id.isTextual()) {
                throw new KnownAnswer("not-json");
            }
            reference = id.textValue();
        } else if (status == FORBIDDEN && body != null) {
            first = first + about(new String(body, StandardCharsets.UTF_8));
        }
        Duration pause =
                RetryAfter.read(
                        exchange.getMessage().getHeader("Retry-After", String.class),
                        clock.instant());
        done(exchange, reference, pause, first, Integer.toString(status));
    }

    /** Makes the outcome of a call that gave no answer. */
    public void fail(Exchange exchange) {
        done(exchange, null, null, CallFailures.key(Calls.failure(exchange)));
    }

    /** What a refusal is about; its text is kept nowhere. */
    private static String about(String text) {
        String words = text.toLowerCase(Locale.ROOT);
        if (words.contains("credit") || words.contains("balance")) {
            return "-credit";
        }
        boolean sender = words.contains("from") || words.contains("sender");
        boolean recipient = words.contains("number") && !sender;
        return recipient && !words.contains("missing") ? "-number" : "";
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(
                        one ->
                                one.getKey()
                                        + "="
                                        + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private void done(Exchange exchange, String reference, Duration pause, String... keys) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage()
                .setBody(
                        new Outcome(
                                Calls.claimed(exchange),
                                channels.delivery(CHANNEL, reference, pause, null, keys)));
    }
}
