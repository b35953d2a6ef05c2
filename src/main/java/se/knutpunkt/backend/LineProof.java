package se.knutpunkt.backend;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.CitizenToken;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.Representation;
import se.knutpunkt.sso.LoginKind;
import se.knutpunkt.sso.ProofSource;

/**
 * Puts the proof into a message on its way over a line, within the call's deadline, and once more a
 * new one when the back end refused a kept one. The steps of {@code
 * routes/templates/proven.camel.yaml}.
 */
@Component("lineProof")
public final class LineProof {

    private static final String AUTHORIZATION = "Authorization";
    private static final String SENT = LineProof.class.getName();
    private static final long SHORTEST_MS = 30;
    private static final int UNAUTHORIZED = 401;

    private final LineProofs proofs;

    public LineProof(LineProofs proofs) {
        this.proofs = proofs;
    }

    /**
     * The message as it came, for a second attempt.
     *
     * @param endNanos when the call over the line must be over
     */
    private record Sent(
            Object body, Map<String, Object> headers, ProofSource.Given given, long endNanos) {
        @Override
        public String toString() {
            return "Sent";
        }
    }

    /**
     * Sets {@code Authorization}, or the WS-Security header in the body.
     *
     * @throws Problem when there is no proof to be had in time; the back end is not called then
     */
    public void attach(Exchange exchange, String line) {
        Message message = exchange.getMessage();
        long end = System.nanoTime() + 1_000_000 * stated(message);
        attach(exchange, line, message.getBody(), new HashMap<>(message.getHeaders()), end);
    }

    /**
     * After a 401, which means that nothing was done: the same message with a new proof.
     *
     * @throws Problem {@code backend-refused-proof} when the proof was new already
     */
    public void renew(Exchange exchange, String line) {
        Sent sent = exchange.getProperty(SENT, Sent.class);
        source(line).refused(sent.given());
        if (!sent.given().kept()) {
            throw Problem.of("backend-refused-proof");
        }
        attach(exchange, line, sent.body(), sent.headers(), sent.endNanos());
    }

    /**
     * Passes unless the new proof was refused as well.
     *
     * @throws Problem {@code backend-refused-proof}
     */
    public void demandAccepted(Exchange exchange, String line) {
        if (exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, int.class)
                == UNAUTHORIZED) {
            source(line).refused(exchange.getProperty(SENT, Sent.class).given());
            throw Problem.of("backend-refused-proof");
        }
    }

    private void attach(
            Exchange exchange, String line, Object body, Map<String, Object> headers, long end) {
        ProofSource source = source(line);
        ProofSource.Given given = source.give(who(exchange), left(end));
        exchange.setProperty(SENT, new Sent(body, headers, given, end));
        Message message = exchange.getMessage();
        message.setHeaders(new HashMap<>(headers));
        message.setHeader(LineCall.DEADLINE, Long.toString(left(end)));
        if (source.kind() == LoginKind.SAML) {
            message.setBody(
                    WsSecurity.add(
                            exchange.getContext()
                                    .getTypeConverter()
                                    .convertTo(String.class, exchange, body),
                            given.value()));
        } else {
            message.setBody(body);
            message.setHeader(AUTHORIZATION, "Bearer " + given.value());
        }
    }

    private static ProofSource.Who who(Exchange exchange) {
        return new ProofSource.Who(
                CitizenToken.current().orElse(null),
                exchange.getVariable("actor", String.class),
                actingFor(exchange));
    }

    /** The id of the representation that was checked; never of one that was only claimed. */
    static String actingFor(Exchange exchange) {
        Representation checked = exchange.getVariable("representation", Representation.class);
        return checked == null ? null : checked.id();
    }

    private ProofSource source(String line) {
        return proofs.source(line).orElseThrow();
    }

    private static long stated(Message message) {
        return Long.parseLong(message.getHeader(LineCall.DEADLINE, "0", String.class));
    }

    private static long left(long end) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left < SHORTEST_MS) {
            throw Problem.of("deadline-exceeded");
        }
        return left;
    }
}
