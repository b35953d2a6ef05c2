package se.knutpunkt.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;

class RecentTokensTest {

    private final AtomicInteger verified = new AtomicInteger();
    private final RecentTokens recent = new RecentTokens(Duration.ofMinutes(1));

    @Test
    void aRepeatedTokenIsVerifiedOnceAndItsLoginIsTheSame() {
        VerifiedToken first = ask(recent, "a", 60);
        assertThat(ask(recent, "a", 60)).isSameAs(first);
        assertThat(ask(recent, "b", 60)).isNotSameAs(first);
        assertThat(verified).hasValue(2);
    }

    @Test
    void pastItsExpiryItIsVerifiedAnew() {
        ask(recent, "a", -1);
        ask(recent, "a", -1);
        assertThat(verified).hasValue(2);
    }

    @Test
    void keptForNoTimeItIsVerifiedEachTime() {
        RecentTokens never = new RecentTokens(Duration.ZERO);
        ask(never, "a", 60);
        ask(never, "a", 60);
        assertThat(verified).hasValue(2);
    }

    @Test
    void afterALogoutTheSessionIsVerifiedAnewAndNoOther() {
        ask(recent, "a", 60);
        recent.drop("issuer", "other session", "somebody");
        recent.drop("other issuer", "session", "citizen");
        ask(recent, "a", 60);
        assertThat(verified).hasValue(1);
        recent.drop("issuer", "session", null);
        ask(recent, "a", 60);
        assertThat(verified).hasValue(2);
        recent.drop("issuer", null, "citizen");
        ask(recent, "a", 60);
        assertThat(verified).hasValue(3);
    }

    @Test
    void aLogoutWhileItIsVerifiedCounts() {
        recent.of(
                "a",
                token -> {
                    recent.drop("issuer", "session", null);
                    return token(token, 60);
                });
        ask(recent, "a", 60);
        assertThat(verified).hasValue(2);
    }

    private VerifiedToken ask(RecentTokens from, String value, int seconds) {
        return from.of(value, token -> token(token, seconds));
    }

    private VerifiedToken token(String value, int seconds) {
        verified.incrementAndGet();
        Jwt jwt =
                Jwt.withTokenValue(value)
                        .header("alg", "RS256")
                        .claim("iss", "issuer")
                        .claim("sid", "session")
                        .subject("citizen")
                        .expiresAt(Instant.now().plusSeconds(seconds))
                        .build();
        return VerifiedToken.of(jwt, new TestingAuthenticationToken("x", ""));
    }
}
