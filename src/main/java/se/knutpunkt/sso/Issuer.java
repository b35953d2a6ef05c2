package se.knutpunkt.sso;

import java.time.Instant;
import se.knutpunkt.error.Problem;

/**
 * The steps to a proof of one kind.
 *
 * @param client issues the proof
 * @param assertion issues what is traded for it, or null
 * @param encoding of an assertion that is traded
 */
record Issuer(LoginKind kind, TokenClient client, TokenClient assertion, String encoding) {

    /**
     * Asks the identity provider, in one step or two.
     *
     * @param citizensToken null when the proof is about the hub itself
     * @throws Problem with a code of its own for each way to fail
     */
    Proof issue(String citizensToken, Instant now) {
        return switch (kind) {
            case CLIENT_CREDENTIALS -> proof(client.clientCredentials(), now);
            case TOKEN_EXCHANGE ->
                    proof(client.exchange(citizensToken, ProviderAnswer.ACCESS_TOKEN), now);
            case JWT_BEARER -> {
                TokenClient.Issued jwt = assertion.exchange(citizensToken, ProviderAnswer.JWT);
                yield proof(client.jwtBearer(jwt.value()), now);
            }
            case SAML2_BEARER -> {
                TokenClient.Issued saml = assertion.exchange(citizensToken, ProviderAnswer.SAML2);
                String encoded = SamlAssertion.read(saml.value()).encoded(encoding);
                yield proof(client.saml2Bearer(encoded), now);
            }
            case SAML -> {
                TokenClient.Issued saml = client.exchange(citizensToken, ProviderAnswer.SAML2);
                yield Proof.of(SamlAssertion.read(saml.value()).xml(), now, saml.expires());
            }
            case NONE, MTLS -> throw new IllegalStateException(kind.word());
        };
    }

    /** What is issued for: the audience, else the resource. */
    String target() {
        return client.audience() == null ? client.resource() : client.audience();
    }

    private static Proof proof(TokenClient.Issued issued, Instant now) {
        return Proof.of(issued.value(), now, issued.expires());
    }
}
