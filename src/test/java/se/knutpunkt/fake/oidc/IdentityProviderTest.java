package se.knutpunkt.fake.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IdentityProviderTest {
    private static final String TOLVAN = "191212121212";

    private static IdentityProvider idp;

    @BeforeAll
    static void start() {
        idp = new IdentityProvider(0);
    }

    @AfterAll
    static void stop() {
        idp.close();
    }

    @Test
    void givesACitizensTokenOverHttp() throws Exception {
        String form =
                "grant_type=password&username="
                        + TOLVAN
                        + "&password=x&client_id=app&client_secret=x";
        SignedJWT token = tokenFrom("/citizen/token", form);
        assertProper(token, "citizen");
        assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo(idp.citizenIssuer());
    }

    @Test
    void givesAMachinesTokenOverHttp() throws Exception {
        String form =
                "grant_type=client_credentials&client_id=sender&client_secret=x"
                        + "&scope=notifications:write%20notifications:read";
        JWTClaimsSet claims = tokenFrom("/machine/token", form).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("sender");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("sender");
        assertThat(claims.getStringClaim("scope"))
                .isEqualTo("notifications:write notifications:read");
        assertThat(claims.getAudience()).containsExactly("knutpunkt");
        assertThat(claims.getIssuer()).isEqualTo(idp.machineIssuer());
    }

    @Test
    void tokensMadeHereAreLikeThoseOverHttp() throws Exception {
        assertProper(SignedJWT.parse(idp.citizenToken(TOLVAN)), "citizen");
        assertThat(idp.citizenToken(TOLVAN)).isSameAs(idp.citizenToken(TOLVAN));
        SignedJWT machine = SignedJWT.parse(idp.machineToken("a", "b"));
        assertThat(machine.verify(publishedKey("machine"))).isTrue();
        assertThat(machine.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("a b");
    }

    @Test
    void makesTokensThatMustBeRefused() throws Exception {
        Instant past = Instant.now().minus(Duration.ofMinutes(5));
        SignedJWT expired = SignedJWT.parse(idp.token(claims -> claims.expires(past)));
        assertThat(expired.getJWTClaimsSet().getExpirationTime()).isBefore(Instant.now());
        SignedJWT nobody = SignedJWT.parse(idp.token(c -> c.without(Claims.PERSONAL_NUMBER)));
        assertThat(nobody.getJWTClaimsSet().getClaim(Claims.PERSONAL_NUMBER)).isNull();
        assertThat(JWTParser.parse(idp.unsigned()).getHeader().getAlgorithm().getName())
                .isEqualTo("none");
        for (String wrong : List.of(idp.foreignToken(), idp.unknownKeyToken())) {
            assertThat(SignedJWT.parse(wrong).verify(publishedKey("citizen"))).isFalse();
        }
        assertThat(SignedJWT.parse(idp.foreignToken()).getHeader().getKeyID()).isEqualTo("citizen");
        assertThat(SignedJWT.parse(idp.hmacToken()).getHeader().getAlgorithm().getName())
                .isEqualTo("HS256");
    }

    private static void assertProper(SignedJWT token, String issuerId) throws Exception {
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(token.verify(publishedKey(issuerId))).isTrue();
        assertThat(claims.getStringClaim(Claims.PERSONAL_NUMBER)).isEqualTo(TOLVAN);
        assertThat(claims.getStringClaim("acr")).isEqualTo(Claims.LOA3);
        assertThat(claims.getAudience()).containsExactly("knutpunkt");
        assertThat(claims.getSubject()).hasSize(36).doesNotContain(TOLVAN);
        assertThat(claims.getExpirationTime())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(58)),
                        Instant.now().plus(Duration.ofMinutes(61)));
    }

    private static JWSVerifier publishedKey(String issuerId) throws Exception {
        JWKSet keys = JWKSet.load(URI.create(idp.url() + "/" + issuerId + "/jwks").toURL());
        return new RSASSAVerifier(keys.getKeyByKeyId(issuerId).toRSAKey());
    }

    private static SignedJWT tokenFrom(String path, String form) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(idp.url() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        return SignedJWT.parse(
                body.replaceAll("(?s).*\"access_token\"\\s*:\\s*\"([^\"]+)\".*", "$1"));
    }
}
