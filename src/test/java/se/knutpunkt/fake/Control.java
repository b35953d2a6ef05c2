package se.knutpunkt.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;

/** The paths that begin with {@code /_}: how a person steers a partner of the sandbox. */
final class Control {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .addModule(new JavaTimeModule())
                    .build();
    private static final int USUAL_LAST = 20;

    private final Partner partner;

    Control(Partner partner) {
        this.partner = partner;
    }

    void handle(HttpExchange http) throws IOException {
        Request request = Request.read(http);
        try {
            switch (request.method() + " " + request.path()) {
                case "PUT /_mood" -> setMood(http, request);
                case "GET /_mood" -> send(http, partner.moods());
                case "DELETE /_mood" -> {
                    partner.calm();
                    send(http, partner.moods());
                }
                case "GET /_seen" -> send(http, last(request));
                case "DELETE /_seen" -> {
                    partner.forget();
                    send(http, List.of());
                }
                case "POST /_reset" -> {
                    partner.reset();
                    send(http, List.of());
                }
                default -> FakePartner.send(http, Answer.of(404));
            }
        } catch (JsonProcessingException | NumberFormatException e) {
            FakePartner.send(http, Answer.of(400, "text/plain; charset=UTF-8", e.getMessage()));
        }
    }

    /**
     * The mood is in force when it is answered, but the socket the request came by closes after
     * that.
     */
    private void setMood(HttpExchange http, Request request) throws IOException {
        Mood mood = JSON.readValue(request.body(), Mood.class);
        partner.note(mood);
        send(http, mood);
        partner.openOrShut();
    }

    private List<Seen> last(Request request) {
        List<Seen> all = partner.seen();
        int count = request.parameter("last").map(Integer::parseInt).orElse(USUAL_LAST);
        return all.subList(Math.max(0, all.size() - count), all.size());
    }

    private static void send(HttpExchange http, Object value) throws IOException {
        String body = JSON.writeValueAsString(value);
        FakePartner.send(http, Answer.of(200, "application/json; charset=UTF-8", body));
    }
}
