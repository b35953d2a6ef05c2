package se.knutpunkt.fake.sms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/**
 * The gateway at {@code /a1/sms}. It reports each text as sent and as delivered, at once.
 *
 * <p>Moods are about the operation {@code send}, their address is the receiver's number; the code
 * of {@code fault} is the text of a 403. Those of {@code report} say what is reported: {@code
 * fault} with the code {@code delivered,sent} in this order, {@code sent,delivered,delivered} one
 * of them twice, {@code failed}; {@code slow} late; {@code empty} never.
 */
public final class SmsGateway extends FakePartner {
    private static final String PATH = "/a1/sms";
    private static final String USER = "u-sandbox";
    private static final String PASSWORD = "sms:sandbox/password";
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{7,14}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,10}|1177");
    private static final List<String> USUAL = List.of("sent", "delivered");
    private static final int LONGEST = 1600;

    private final Map<String, Sms> texts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> received = new ConcurrentHashMap<>();
    private final Reports reports = new Reports();

    public SmsGateway(int port) {
        listen(port);
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /**
     * Reports go to this address instead of the one that the sender believes to have, on the same
     * path.
     *
     * @param base without a slash at the end
     */
    public void reportTo(String base) {
        reports.redirect(base);
    }

    /** How many texts a phone got. */
    public int count(String number) {
        LongAdder found = received.get(number);
        return found == null ? 0 : found.intValue();
    }

    /** How many texts were taken in all. */
    public int total() {
        return texts.size();
    }

    /** One that was taken, by its id at the gateway; null when it was not. */
    public Sms text(String id) {
        return texts.get(id);
    }

    /** How many delivery reports the sender took. */
    public int reportsTaken() {
        return reports.taken();
    }

    /** Reports on a text once more, in this order. */
    public void report(String id, String... statuses) {
        reports.send(texts.get(id), List.of(statuses), 0);
    }

    @Override
    public void reset() {
        super.reset();
        texts.clear();
        received.clear();
        reports.forget();
    }

    @Override
    public void close() {
        super.close();
        reports.close();
    }

    @Override
    protected Call understand(Request request) {
        return new SmsCall(request, request.form());
    }

    private final class SmsCall implements Call {
        private final Request request;
        private final Map<String, String> form;

        private SmsCall(Request request, Map<String, String> form) {
            this.request = request;
            this.form = form;
        }

        @Override
        public String operation() {
            return changesState() ? "send" : "get";
        }

        @Override
        public String address() {
            return form.get("to");
        }

        @Override
        public boolean changesState() {
            return request.method().equals("POST");
        }

        @Override
        public Answer answer() {
            if (!isAuthentic(request)) {
                return text(
                        401,
                        "API access requires Basic HTTP authentication. Read documentation or examples.");
            }
            if (changesState() && request.path().equals(PATH)) {
                String wrong = wrong(request, form);
                return wrong == null ? take(form) : text(403, wrong);
            }
            Sms found = texts.get(request.path().replaceFirst("^" + PATH + "/", ""));
            return request.method().equals("GET") && found != null
                    ? Answer.of(200, "application/json", found.json())
                    : text(404, "Not found");
        }

        @Override
        public Answer fault(Mood mood) {
            return text(403, mood.code() == null ? "Not enough credits" : mood.code());
        }
    }

    private Answer take(Map<String, String> form) {
        Sms sms = Sms.of(form);
        if (!"yes".equals(form.get("dryrun"))) {
            texts.put(sms.id(), sms);
            received.computeIfAbsent(sms.to(), number -> new LongAdder()).increment();
            plan(sms);
        }
        return Answer.of(200, "application/json", sms.json());
    }

    private void plan(Sms sms) {
        Mood mood = moodOf("report", sms.to());
        List<String> statuses =
                switch (mood.kind()) {
                    case EMPTY -> List.of();
                    case FAULT -> Arrays.asList(mood.code().split(","));
                    default -> USUAL;
                };
        if (!statuses.isEmpty()) {
            boolean arrived = statuses.contains("delivered");
            texts.put(sms.id(), sms.with(arrived ? "delivered" : statuses.get(0)));
        }
        if (sms.whenDelivered() != null) {
            reports.send(sms, statuses, mood.kind() == Mood.Kind.SLOW ? mood.ms() : 0);
        }
    }

    private static boolean isAuthentic(Request request) {
        String pair = USER + ":" + PASSWORD;
        String expected = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
        return expected.equals(request.header("Authorization").orElse(""));
    }

    /** Null when all is well. */
    private static String wrong(Request request, Map<String, String> form) {
        if (!request.header("Content-Type")
                .orElse("")
                .startsWith("application/x-www-form-urlencoded")) {
            return "Missing key from";
        }
        for (String key : List.of("from", "to", "message")) {
            if (form.getOrDefault(key, "").isEmpty()) {
                return "Missing key " + key;
            }
        }
        String from = form.get("from");
        if (!NAME.matcher(from).matches() && !NUMBER.matcher(from).matches()) {
            return "Invalid from";
        }
        if (!NUMBER.matcher(form.get("to")).matches()) {
            return "Invalid to number";
        }
        if (form.get("message").length() > LONGEST) {
            return "Message too long";
        }
        return isAddress(form.get("whendelivered")) ? null : "Invalid whendelivered";
    }

    private static boolean isAddress(String url) {
        try {
            return url == null || URI.create(url).getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Answer text(int status, String text) {
        return Answer.of(status, "text/plain; charset=UTF-8", text);
    }
}
