package se.knutpunkt.sso;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import se.knutpunkt.api.CitizenToken;
import se.knutpunkt.error.Problem;

/** Where one line gets its proofs. */
public final class ProofSource {

    private final String line;
    private final String backend;
    private final Issuer issuer;
    private final TokenBroker broker;

    ProofSource(String line, String backend, Issuer issuer, TokenBroker broker) {
        this.line = line;
        this.backend = backend;
        this.issuer = issuer;
        this.broker = broker;
    }

    /**
     * A proof that a call was given.
     *
     * @param kept whether it was there before the call, so that a newer one may do better
     */
    public static final class Given {
        private final ProofKey key;
        private final Proof proof;
        private final boolean kept;

        Given(ProofKey key, Proof proof, boolean kept) {
            this.key = key;
            this.proof = proof;
            this.kept = kept;
        }

        /** The token, or the assertion's XML. */
        public String value() {
            return proof.value();
        }

        public boolean kept() {
            return kept;
        }

        ProofKey key() {
            return key;
        }

        Proof proof() {
            return proof;
        }
    }

    /**
     * Who is asking.
     *
     * @param token of the citizen who is logged in, or null
     * @param number of the citizen who is logged in, twelve digits, or null; only for its hash
     * @param actingFor the representation's id, or null
     */
    public record Who(CitizenToken token, String number, String actingFor) {
        @Override
        public String toString() {
            return "Who";
        }
    }

    public LoginKind kind() {
        return issuer.kind();
    }

    /**
     * The proof for a call, kept or new.
     *
     * @param millis how long the call can wait
     * @throws Problem with one of the codes {@code login-…}, or {@code hub-misconfigured} when the
     *     back end wants a citizen and none calls
     */
    public Given give(Who who, long millis) {
        return broker.give(this, key(who), who, millis);
    }

    /** After the back end refused it: the proof is not used again. */
    public void refused(Given given) {
        broker.drop(given);
    }

    Issuer issuer() {
        return issuer;
    }

    String backend() {
        return backend;
    }

    private ProofKey key(Who who) {
        TokenClient client = issuer.client();
        boolean citizen = issuer.kind().isAboutCitizen();
        if (citizen && who.token() == null) {
            throw Problem.of("hub-misconfigured");
        }
        return new ProofKey(
                line,
                issuer.kind(),
                client.endpoint().address(),
                client.id(),
                text(client.audience()),
                text(client.resource()),
                String.join(" ", client.scopes()),
                citizen ? hash(who.token().value()) : "",
                citizen ? session(who.token()) : null,
                citizen ? text(who.actingFor()) : "");
    }

    private static ProofKey.Session session(CitizenToken token) {
        return new ProofKey.Session(token.issuer(), token.sessionId(), text(token.subject()));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static String hash(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder()
                    .encodeToString(digest.digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
