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
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.store.PersonKey;

/**
 * listMyNotifications and the app's receipts: what a citizen, or the child acted for, has been
 * told.
 */
@Component("myNotifications")
public final class MyNotifications {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final int USUAL = 50;

    private final OwnNotices notices;
    private final AppReceipts receipts;
    private final Kinds kinds;
    private final AgeRules ages;
    private final PersonKey keys;

    MyNotifications(
            OwnNotices notices, AppReceipts receipts, Kinds kinds, AgeRules ages, PersonKey keys) {
        this.notices = notices;
        this.receipts = receipts;
        this.kinds = kinds;
        this.ages = ages;
        this.keys = keys;
    }

    /**
     * Sets the body to {@code {notifications, next?}}: those about the variable citizen, of the
     * kinds that are open to who looks at the citizen's age.
     *
     * @throws Problem {@code invalid-parameter} or {@code store-unavailable}
     */
    public void list(Exchange exchange) {
        Map<?, ?> params = exchange.getVariable("params", Map.class);
        String limit = (String) params.get("limit");
        String cursor = (String) params.get("cursor");
        int most = limit == null ? USUAL : Integer.parseInt(limit);
        NoticePosition after = cursor == null ? NoticePosition.FIRST : NoticePosition.read(cursor);
        List<String> open = kinds.names().stream().filter(kind -> isOpen(exchange, kind)).toList();
        List<OwnNotices.Own> page;
        try {
            page =
                    notices.page(
                            hash(exchange, "citizen"),
                            hash(exchange, "actor"),
                            open,
                            after,
                            most + 1);
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
        exchange.getMessage().setBody(answer(page, most));
    }

    /**
     * The notice of the path has reached the app of who is logged in; 204.
     *
     * @throws Problem {@code notification-not-found} or {@code store-unavailable}
     */
    public void delivered(Exchange exchange) {
        keep(exchange, () -> receipts.delivered(receipt(exchange)));
    }

    /**
     * The notice of the path was opened by who is logged in; 204.
     *
     * @throws Problem {@code notification-not-found} or {@code store-unavailable}
     */
    public void opened(Exchange exchange) {
        keep(exchange, () -> receipts.opened(receipt(exchange)));
    }

    private static void keep(Exchange exchange, Runnable receipt) {
        try {
            receipt.run();
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        exchange.getMessage().setBody(null);
    }

    private AppReceipts.Receipt receipt(Exchange exchange) {
        return new AppReceipts.Receipt(
                id((String) exchange.getVariable("params", Map.class).get("notificationId")),
                hash(exchange, "citizen"),
                hash(exchange, "actor"),
                (String) exchange.getVariable("request", Map.class).get("deviceId"));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of("invalid-identifier");
        }
    }

    private boolean isOpen(Exchange exchange, String name) {
        Kind kind = kinds.find(name).orElseThrow();
        boolean represents = exchange.getVariable("representation") != null;
        if (represents && !kind.guardians()) {
            return false;
        }
        return kind.service() == null || ages.isOpen(exchange, kind.service());
    }

    private static Map<String, Object> answer(List<OwnNotices.Own> page, int most) {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (OwnNotices.Own own : page.subList(0, Math.min(most, page.size()))) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", own.id().toString());
            row.put("kind", own.kind());
            if (own.ref() != null) {
                row.put("ref", own.ref());
            }
            row.put("acceptedAt", time(own.acceptedAt()));
            row.put("status", own.status());
            row.put("opened", own.opened());
            shown.add(row);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("notifications", shown);
        if (page.size() > most) {
            OwnNotices.Own last = page.get(most - 1);
            answer.put("next", new NoticePosition(last.acceptedAt(), last.id()).write());
        }
        return answer;
    }

    private byte[] hash(Exchange exchange, String variable) {
        return keys.hash("person", exchange.getVariable(variable, String.class));
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .atZone(SWEDEN)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
