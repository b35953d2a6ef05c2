package se.knutpunkt.fake.token;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/**
 * A SOAP back end that demands a proof by its path: {@code /token/<name>} an access token of the
 * token service for the audience {@code aud-<name>}, {@code /saml/<name>} an assertion in the
 * WS-Security header, {@code /open/<name>} nothing. What is wrong is answered 401.
 */
public final class ProvenBackend extends FakePartner {
    private final TokenService issuer;
    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    public ProvenBackend(int port, TokenService issuer) {
        this.issuer = issuer;
        listen(port);
    }

    /** What was accepted so far is refused from now on. */
    public void withdrawAccepted() {
        withdrawn.addAll(accepted);
    }

    /** The proofs that were accepted, each once. */
    public Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    @Override
    public void reset() {
        super.reset();
        withdrawn.clear();
        accepted.clear();
    }

    @Override
    protected Call understand(Request request) {
        return new ProbeCall(request, this);
    }

    private record ProbeCall(Request request, ProvenBackend backend) implements Call {
        @Override
        public String operation() {
            return request.path().substring(request.path().lastIndexOf('/') + 1);
        }

        @Override
        public boolean changesState() {
            return false;
        }

        @Override
        public Answer answer() {
            try {
                String who = backend.demand(request, "aud-" + operation());
                return Answer.of(200, "text/xml; charset=UTF-8", soap(who));
            } catch (Refusal e) {
                return Answer.of(401, "text/plain", "refused: " + e.getMessage());
            }
        }

        @Override
        public Answer fault(Mood mood) {
            return Answer.of(401, "text/plain", "refused");
        }
    }

    private String demand(Request request, String audience) {
        if (request.path().startsWith("/open/")) {
            return "anybody";
        }
        if (request.path().startsWith("/saml/")) {
            Refusal.unless(
                    request.text().contains("Security")
                            && request.header("Authorization").isEmpty(),
                    "the header");
            Saml.Verified saml = Saml.verify(request.text(), issuer.publicKey());
            Refusal.unless(saml.audience().equals(audience), "audience");
            Refusal.unless(saml.issuer().equals(issuer.url()), "issuer");
            return saml.subject();
        }
        String header = request.header("Authorization").orElse("");
        Refusal.unless(header.startsWith("Bearer "), "no token");
        String token = header.substring(7);
        JWTClaimsSet claims = Jwts.verified(token, issuer.key(), issuer.url(), audience);
        Refusal.unless(!withdrawn.contains(token), "withdrawn");
        accepted.add(token);
        return claims.getSubject();
    }

    static String soap(String who) {
        return """
        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><CallProbeResponse xmlns="urn:probe"><who>%s</who></CallProbeResponse></soapenv:Body></soapenv:Envelope>"""
                .formatted(who);
    }
}
