package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;

/** What travels in headers: ids and trace go through, nothing else does. */
class HeadersTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final Set<String> ALLOWED =
            Set.of(
                    "cache-control",
                    "connection",
                    "content-length",
                    "content-type",
                    "correlation-id",
                    "date",
                    "expires",
                    "keep-alive",
                    "pragma",
                    "retry-after",
                    "traceparent",
                    "transfer-encoding",
                    "vary",
                    "www-authenticate",
                    "x-content-type-options",
                    "x-frame-options",
                    "x-xss-protection");

    private final RunningHub hub = RunningHub.fresh();

    @Test
    void theCallersCorrelationIdIsReturnedAndSentOn() {
        ApiAnswer answer = bookings().with("Correlation-Id", "app-12345678").send();
        assertThat(answer.header("Correlation-Id")).isEqualTo("app-12345678");
        assertThat(hub.rivta().seen())
                .hasSize(3)
                .allMatch(one -> sent(one, "x-skltp-correlation-id").equals("app-12345678"));
    }

    @Test
    void withoutOneTheHubMakesACorrelationId() {
        ApiAnswer answer = bookings().send();
        String made = answer.header("Correlation-Id");
        assertThat(made).hasSizeBetween(8, 64);
        assertThat(hub.rivta().seen())
                .allMatch(one -> sent(one, "x-skltp-correlation-id").equals(made));
    }

    @Test
    void aProblemNamesItsCorrelationId() {
        hub.rivta().mood(Mood.garbage());
        ApiAnswer answer = bookings().with("Correlation-Id", "app-12345678").send();
        assertThat(answer.header("Correlation-Id")).isEqualTo("app-12345678");
        assertThat(answer.json().path("correlationId").asText()).isEqualTo("app-12345678");
    }

    @Test
    void theTraceGoesOnWithASpanOfOurOwn() {
        String received = "00-" + TRACE + "-00f067aa0ba902b7-01";
        ApiAnswer answer = bookings().with("traceparent", received).send();
        assertThat(hub.rivta().seen())
                .allMatch(one -> sent(one, "traceparent").startsWith("00-" + TRACE + "-"))
                .allMatch(one -> sent(one, "traceparent").endsWith("-01"))
                .noneMatch(one -> sent(one, "traceparent").equals(received));
        assertThat(answer.header("traceparent")).startsWith("00-" + TRACE + "-");
    }

    @Test
    void onlyWhatTheContractNeedsIsSentOn() {
        bookings().with("X-Marker", "a").with("Cookie", "a=b").with("Acting", "x").send();
        for (Seen seen : hub.rivta().seen()) {
            assertThat(seen.headers().keySet().stream().map(n -> n.toLowerCase(Locale.ROOT)))
                    .containsOnly(
                            "accept-encoding",
                            "connection",
                            "content-length",
                            "content-type",
                            "deadline-ms",
                            "host",
                            "soapaction",
                            "traceparent",
                            "user-agent",
                            "x-skltp-correlation-id");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/bookings", "/v1/me", "/v1/nothing", "/v1/bookings?x=1"})
    void onlyAllowedHeadersAreAnswered(String path) {
        ApiAnswer answer =
                hub.get(path)
                        .as(RunningHub.TOLVAN)
                        .with("X-Marker", "marker")
                        .with("Cookie", "a=marker")
                        .with("Origin", "https://evil.example")
                        .send();
        Set<String> names =
                answer.response().headers().map().keySet().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        names.removeAll(ALLOWED);
        assertThat(names).isEmpty();
        assertThat(answer.response().headers().map().toString()).doesNotContain("marker");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whatIsAboutNobodyMayBeKept() {
        assertThat(hub.get("/v1/regions").send().header("Cache-Control")).contains("max-age");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|en",
                "en-GB,en;q=0.9|en",
                "sv-SE,sv;q=0.9,en;q=0.8|sv",
                "de, en;q=0.5|en",
                "de|sv",
                "*|sv",
                ";;;q=nonsense|sv"
            })
    void textsFollowTheLanguage(String accepted, String language) {
        ApiAnswer answer = hub.get("/v1/bookings").with("Accept-Language", accepted).send();
        Expect.problem(answer, 401, "unauthenticated");
        String swedish = hub.get("/v1/bookings").send().json().path("userMessage").asText();
        assertThat(answer.json().path("userMessage").asText().equals(swedish))
                .isEqualTo(language.equals("sv"));
    }

    @Test
    void namesOfServicesFollowTheLanguage() {
        ApiAnswer english =
                hub.get("/v1/services").as(RunningHub.TOLVAN).with("Accept-Language", "en").send();
        assertThat(english.json().path("services").findValuesAsText("name"))
                .contains("Appointments");
    }

    private ApiCall bookings() {
        return hub.get("/v1/bookings").as(RunningHub.TOLVAN);
    }

    private static String sent(Seen seen, String header) {
        return seen.header(header).orElse("");
    }
}
