package se.knutpunkt.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.error.Problem;

/** createNotification and getNotification (design section 8). */
@Component("notifications")
public final class Notifications {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private final Wishes wishes;
    private final Intake intake;
    private final NotificationView view;

    Notifications(Wishes wishes, Intake intake, NotificationView view) {
        this.wishes = wishes;
        this.intake = intake;
        this.view = view;
    }

    /**
     * Sets the body to {@code {id, status}} when the notification is durable.
     *
     * @throws Problem {@code invalid-body}, {@code notification-kind-unknown}, {@code
     *     notification-citizen-invalid}, {@code notification-expired}, {@code
     *     idempotency-key-reused}, {@code notifications-blocked} or {@code store-unavailable}
     */
    public void create(Exchange exchange) {
        Map<?, ?> request = exchange.getVariable("request", Map.class);
        Wish wish =
                wishes.of(
                        new Wishes.Sender(
                                "api",
                                client(exchange),
                                exchange.getVariable("idempotencyKey", String.class)),
                        subject(request));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", intake.accept(wish).id().toString());
        answer.put("status", "accepted");
        exchange.getMessage().setBody(answer);
    }

    private static Wishes.Subject subject(Map<?, ?> request) {
        String ref =
                request.get("subject") instanceof Map<?, ?> subject
                        ? (String) subject.get("ref")
                        : null;
        String urgency = (String) request.get("urgency");
        return new Wishes.Subject(
                (String) request.get("citizen"),
                (String) request.get("kind"),
                ref,
                urgency == null ? null : Urgency.valueOf(urgency),
                (String) request.get("collapseKey"),
                Expiry.read(request.get("expiresAt")));
    }

    /**
     * Sets the body to {@code {id, status, targets}}. Only who sent it may ask, and learns neither
     * who else was reached than the channels say, nor why somebody was not: what a citizen has
     * chosen is the citizen's own business.
     *
     * @throws Problem {@code notification-not-found} or {@code store-unavailable}
     */
    public void get(Exchange exchange) {
        UUID id = id(exchange);
        String client = client(exchange);
        NotificationView.Shown shown;
        try {
            shown = view.find(id, client).orElseThrow(() -> Problem.of("notification-not-found"));
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id.toString());
        answer.put("status", shown.status());
        List<Map<String, Object>> targets = new ArrayList<>();
        for (NotificationView.Target target : shown.targets()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("channel", target.channel());
            row.put("status", target.status());
            row.put("at", time(target.at()));
            targets.add(row);
        }
        answer.put("targets", targets);
        exchange.getMessage().setBody(answer);
    }

    private static UUID id(Exchange exchange) {
        try {
            return UUID.fromString(
                    (String) exchange.getVariable("params", Map.class).get("notificationId"));
        } catch (IllegalArgumentException e) {
            throw Problem.of("invalid-identifier");
        }
    }

    private static String client(Exchange exchange) {
        String client = exchange.getVariable("client", String.class);
        if (client == null) {
            throw Problem.of("token-invalid");
        }
        return client;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .atZone(SWEDEN)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
