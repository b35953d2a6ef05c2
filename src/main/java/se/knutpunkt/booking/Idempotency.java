package se.knutpunkt.booking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.api.Deadline;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.ErrorEntry;
import se.knutpunkt.error.Problem;
import se.knutpunkt.mapping.Answers;

/**
 * One effect for each Idempotency-Key: the key is taken before the back end is called, and a repeat
 * gets the first answer. A hub that dies in between leaves the key started; the next call with it
 * settles the outcome by asking the back end.
 */
@Component("idempotency")
public final class Idempotency {

    private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

    /** After this no call that took the key can still be under way, seconds. */
    private static final long ABANDONED = Deadline.LONGEST_MS / 1000 + 5;

    private static final String EFFECT = "effect";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private final IdempotencyStore store;
    private final ErrorCatalogue errors;

    Idempotency(IdempotencyStore store, ErrorCatalogue errors) {
        this.store = store;
        this.errors = errors;
    }

    /**
     * Sets the variable {@code effect}: perform, settle or replay; for a replay the body is the
     * first answer already.
     *
     * @throws Problem {@code idempotency-key-reused}, {@code idempotency-in-progress} or {@code
     *     store-unavailable}
     */
    public void begin(Exchange exchange) {
        byte[] keyHash = keyHash(exchange);
        if (keyHash == null) {
            exchange.setVariable(EFFECT, "perform");
            return;
        }
        byte[] requestHash = requestHash(exchange);
        try {
            if (store.take(keyHash, requestHash)) {
                exchange.setVariable("idempotency", keyHash);
                exchange.setVariable(EFFECT, "perform");
            } else {
                store.find(keyHash)
                        .ifPresentOrElse(
                                entry -> resume(exchange, entry, keyHash, requestHash),
                                () -> {
                                    throw Problem.of("idempotency-in-progress");
                                });
            }
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
    }

    private static void resume(
            Exchange exchange, IdempotencyStore.Entry entry, byte[] keyHash, byte[] requestHash) {
        if (!Arrays.equals(entry.requestHash(), requestHash)) {
            throw Problem.of("idempotency-key-reused");
        }
        if (entry.state().equals("answered") && entry.answer() != null) {
            exchange.setVariable(EFFECT, "replay");
            answer(exchange, entry.status(), entry.answer());
            return;
        }
        if (entry.state().equals("started") && entry.ageSeconds() < ABANDONED) {
            throw Problem.of("idempotency-in-progress");
        }
        exchange.setVariable(EFFECT, "settle");
        exchange.setVariable("attemptedSecondsAgo", entry.ageSeconds());
        exchange.setVariable("idempotency", keyHash);
    }

    /** Writes the body, a tree, as the answer with this status and keeps it for repeats. */
    public void answer(Exchange exchange, int status) throws JsonProcessingException {
        byte[] body =
                JSON.writeValueAsBytes(Answers.named(exchange, exchange.getMessage().getBody()));
        answer(exchange, status, body);
        byte[] keyHash = exchange.getVariable("idempotency", byte[].class);
        if (keyHash != null) {
            keep(() -> store.answered(keyHash, status, body));
        }
    }

    /**
     * After a failure: a definite no is kept as the answer, an unknown outcome is remembered, else
     * the key is free; so it is when a step before the effect failed ({@code effect} is prepare).
     */
    public void failed(Exchange exchange) {
        byte[] keyHash = exchange.getVariable("idempotency", byte[].class);
        if (keyHash == null) {
            return;
        }
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String code = failure instanceof Problem problem ? problem.code() : "internal-error";
        ErrorEntry.Outcome outcome =
                failure instanceof Problem
                        ? errors.entry(code).outcome()
                        : ErrorEntry.Outcome.unknown;
        boolean settling = "settle".equals(exchange.getVariable(EFFECT));
        boolean unknown =
                outcome == ErrorEntry.Outcome.unknown
                        && !"prepare".equals(exchange.getVariable(EFFECT));
        if (outcome == ErrorEntry.Outcome.settled) {
            byte[] body = exchange.getMessage().getBody(byte[].class);
            keep(() -> store.answered(keyHash, errors.entry(code).status(), body));
        } else if (unknown || settling) {
            keep(() -> store.unknown(keyHash));
        } else {
            keep(() -> store.release(keyHash));
        }
    }

    private static void answer(Exchange exchange, int status, byte[] body) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage()
                .setHeader(
                        Exchange.CONTENT_TYPE,
                        status < 400 ? "application/json" : ErrorCatalogue.MEDIA_TYPE);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        exchange.getMessage().setBody(body);
    }

    /**
     * The effect has happened by now: that the store fails must not take the answer away; the key
     * is settled later.
     */
    private static void keep(Runnable change) {
        try {
            change.run();
        } catch (DataAccessException | TransactionException e) {
            LOG.atError()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("the outcome of an Idempotency-Key could not be stored");
        }
    }

    /** A key is one person's own: who acts for someone has other keys than that person. */
    private byte[] keyHash(Exchange exchange) {
        String stated = exchange.getVariable("idempotencyKey", String.class);
        if (stated == null) {
            return null;
        }
        String citizen = exchange.getVariable("citizen", String.class);
        String actor = exchange.getVariable("actor", String.class);
        return citizen.equals(actor)
                ? hash("key", citizen, stated)
                : hash("key", citizen, "by", actor, stated);
    }

    private byte[] requestHash(Exchange exchange) {
        try {
            return hash(
                    exchange.getVariable("idempotencyKey", String.class),
                    exchange.getVariable("operation", String.class),
                    JSON.writeValueAsString(exchange.getVariable("params", Map.class)),
                    JSON.writeValueAsString(exchange.getVariable("request", Map.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * SHA-256 over the parts. The Idempotency-Key, chosen at random by the caller, is always one of
     * them, so nobody can try out persons or bodies; a key of our own would lose the entries when
     * it is changed.
     */
    private static byte[] hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
