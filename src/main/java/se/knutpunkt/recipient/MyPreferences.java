package se.knutpunkt.recipient;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** getPreferences and putPreferences: how a citizen wants to be told. Nobody else sees them. */
@Component("myPreferences")
public final class MyPreferences {

    private static final String ANY = "*";

    private final PreferencesStore store;
    private final PreferencesRequest requests;

    MyPreferences(PreferencesStore store, PreferencesRequest requests) {
        this.store = store;
        this.requests = requests;
    }

    /** Sets the body to what holds now, and ETag. */
    public void get(Exchange exchange) {
        Enrolment.Visitor visitor = Visitors.of(exchange, null);
        answer(exchange, Visitors.stored(() -> store.read(visitor)));
    }

    /**
     * Replaces them by the request, and answers what holds then. Reads the variables ifMatch and
     * ifNoneMatch.
     *
     * @throws Problem {@code invalid-body}, {@code precondition-required} when there are some and
     *     the caller names no version, {@code precondition-failed} when they are not those the
     *     caller has seen, or {@code store-unavailable}
     */
    public void put(Exchange exchange) {
        PreferencesRequest.Read wanted = requests.read(exchange.getVariable("request", Map.class));
        Enrolment.Visitor visitor = Visitors.of(exchange, null);
        String ifMatch = exchange.getVariable("ifMatch", String.class);
        String ifNoneMatch = exchange.getVariable("ifNoneMatch", String.class);
        answer(
                exchange,
                Visitors.stored(
                        () ->
                                store.replace(
                                        visitor,
                                        wanted,
                                        stored -> demand(stored, ifMatch, ifNoneMatch))));
    }

    /** RFC 9110 section 13. Until a citizen has put any there is nothing that could be lost. */
    private static void demand(PreferencesStore.Stored stored, String ifMatch, String ifNoneMatch) {
        if (ifMatch == null && ifNoneMatch == null && stored.put()) {
            throw Problem.of("precondition-required");
        }
        boolean same =
                ifMatch == null
                        || (ANY.equals(ifMatch) ? stored.put() : ifMatch.equals(tag(stored)));
        boolean none = ifNoneMatch == null || !stored.put();
        if (!same || !none) {
            throw Problem.of("precondition-failed");
        }
    }

    private static String tag(PreferencesStore.Stored stored) {
        return "\"" + stored.version() + "\"";
    }

    private static void answer(Exchange exchange, PreferencesStore.Stored stored) {
        Preferences preferences = stored.preferences();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("kinds", preferences.channels());
        answer.put("pushReplacesSms", preferences.pushReplacesSms());
        if (stored.phone() != null) {
            answer.put("phone", stored.phone());
        }
        if (stored.email() != null) {
            answer.put("email", stored.email());
        }
        if (!stored.unreachable().isEmpty()) {
            answer.put("unreachable", stored.unreachable());
        }
        answer.put("language", stored.language().code());
        answer.put(
                "quietHours",
                preferences.quietHours().<Object>map(MyPreferences::hours).orElse("none"));
        answer.put("guardianNotices", preferences.guardianNotices());
        answer.put("namesChildren", preferences.namesChildren());
        exchange.getMessage().setHeader("ETag", tag(stored));
        exchange.getMessage().setBody(answer);
    }

    private static Map<String, String> hours(Preferences.Hours hours) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("from", hours.from().toString());
        shown.put("to", hours.to().toString());
        return shown;
    }
}
