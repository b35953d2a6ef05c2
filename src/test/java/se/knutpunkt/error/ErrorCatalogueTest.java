package se.knutpunkt.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;

class ErrorCatalogueTest {

    private static final String CORRELATION = "7c0f2f0e-app-000123";

    private final ErrorCatalogue catalogue = new ErrorCatalogue(Declared.reader());

    @Test
    void aProblemIsWrittenByRfc9457() throws Exception {
        JsonNode body = write(Problem.of("backend-timeout").from("01"), "en");
        assertThat(body.path("type").asText()).isEqualTo("/problems/backend-timeout");
        assertThat(body.path("status").asInt()).isEqualTo(504);
        assertThat(body.path("code").asText()).isEqualTo("backend-timeout");
        assertThat(body.path("owner").asText()).isEqualTo("backend");
        assertThat(body.path("retryable").asBoolean()).isTrue();
        assertThat(body.path("retryAfterSeconds").asInt()).isPositive();
        assertThat(body.path("instance").asText()).startsWith("urn:").endsWith(CORRELATION);
        assertThat(body.path("correlationId").asText()).isEqualTo(CORRELATION);
        assertThat(body.path("source").asText()).isEqualTo("01");
    }

    @ParameterizedTest
    @CsvSource({"sv, Ogiltig token", "en, Invalid token", "de, Ogiltig token"})
    void theTextIsInTheLanguageAskedFor(String language, String title) throws Exception {
        JsonNode body = write(Problem.of("token-invalid"), language);
        assertThat(body.path("title").asText()).isEqualTo(title);
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws Exception {
        assertThat(write(Problem.of("token-invalid"), "sv").fieldNames())
                .toIterable()
                .containsExactly(
                        "type",
                        "title",
                        "status",
                        "detail",
                        "instance",
                        "code",
                        "owner",
                        "retryable",
                        "userMessage",
                        "correlationId");
    }

    @Test
    void whatIsKnownIsThere() throws Exception {
        Problem problem =
                Problem.of("region-not-joined")
                        .from("09")
                        .retryAfter(7)
                        .webLogin("https://example.se/")
                        .notice("Ring oss")
                        .errors(List.of(Map.of("where", "body", "what", "missing")));
        JsonNode body = write(problem, "sv");
        assertThat(body.path("source").asText()).isEqualTo("09");
        assertThat(body.path("webLogin").asText()).isEqualTo("https://example.se/");
        assertThat(body.path("notice").asText()).isEqualTo("Ring oss");
        assertThat(body.path("retryAfterSeconds").asInt()).isEqualTo(7);
        assertThat(body.path("errors").get(0).path("where").asText()).isEqualTo("body");
    }

    @Test
    void anUnknownCodeIsTheHubsOwnMistake() throws Exception {
        JsonNode body = write(Problem.of("never-heard-of"), "sv");
        assertThat(body.path("code").asText()).isEqualTo("internal-error");
        assertThat(body.toString()).doesNotContain("never-heard-of");
        assertThat(catalogue.status(Problem.of("never-heard-of"))).isEqualTo(500);
    }

    @Test
    void theCauseIsNeverShown() throws Exception {
        Problem problem =
                Problem.of("internal-error", new IllegalStateException("191212121212")).from("01");
        assertThat(problem).hasRootCauseMessage("191212121212");
        assertThat(write(problem, "sv").toString()).doesNotContain("1912", "IllegalState");
    }

    private JsonNode write(Problem problem, String language) throws Exception {
        return new ObjectMapper().readTree(catalogue.write(problem, language, CORRELATION));
    }
}
