package se.knutpunkt.sso;

import java.time.Instant;
import java.util.Set;
import se.knutpunkt.error.Problem;

/**
 * The steps to a proof of one kind.
 *
 * @param client issues the proof
 * @param assertion issues what is traded for it, or null
 * @param encoding of an assertion that is traded
 */
record Issuer(LoginKind kind, TokenClient client, TokenClient assertion, String encoding) {

    private static final Set<String> REFUSALS = Set.of("login-again", "login-proof-refused");

    /**
     * Asks the identity provider, in one step or two.
     *
     * @param citizensToken null when the proof is about the hub itself
     * @param known what was issued before, or null; its refresh token saves the way by an assertion
     * @param now by the clock that tells how old proofs are
     * @throws Problem with a code of its own for each way to fail
     */
    Proof issue(String citizensToken, Proof known, Instant now) {
        Proof renewed = known == null || known.renewal() == null ? null : renewed(known, now);
        return renewed != null ? renewed : anew(citizensToken, now);
    }

    /** Null when the refresh token does not hold any more: a new assertion decides then. */
    private Proof renewed(Proof known, Instant now) {
        try {
            return proof(client.refresh(known.renewal()), now);
        } catch (Problem problem) {
            if (REFUSALS.contains(problem.code())) {
                return null;
            }
            throw problem;
        }
    }

    private Proof anew(String citizensToken, Instant now) {
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
                yield Proof.of(SamlAssertion.read(saml.value()).xml(), now, now.plus(saml.life()));
            }
            case NONE, MTLS -> throw new IllegalStateException(kind.word());
        };
    }

    /** What is issued for: the audience, else the resource. */
    String target() {
        return client.audience() == null ? client.resource() : client.audience();
    }

    private static Proof proof(TokenClient.Issued issued, Instant now) {
        return Proof.of(issued.value(), now, now.plus(issued.life())).renewedBy(issued.refresh());
    }
}
