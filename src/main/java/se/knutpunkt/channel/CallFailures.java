package se.knutpunkt.channel;

import com.fasterxml.jackson.core.JacksonException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import se.knutpunkt.error.Problem;
import se.knutpunkt.http.OutgoingHttp;
import se.knutpunkt.mapping.MappingException;

/** What it means when a provider over HTTP gave no answer: rows of the table of answers. */
final class CallFailures {

    /** Who asks for a token with a key that is not known, or for what it may not have. */
    private static final Set<String> REFUSED =
            Set.of("login-client-refused", "login-proof-refused", "login-again");

    private CallFailures() {}

    /** All but {@code no-answer} and {@code not-json} were surely not sent. */
    static String key(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KnownAnswer own) {
                return own.keys()[0];
            }
            if (cause instanceof Problem mapping
                    && mapping.getCause() instanceof MappingException) {
                return "not-mapped";
            }
            if (cause instanceof Problem problem) {
                return REFUSED.contains(problem.code()) ? "token-refused" : "no-token";
            }
            if (cause instanceof ConnectionRequestTimeoutException) {
                return "not-sent";
            }
            if (isConnecting(cause)) {
                return "no-connection";
            }
            if (cause instanceof OutgoingHttp.BadAnswer || cause instanceof JacksonException) {
                return "not-json";
            }
        }
        return "no-answer";
    }

    /** A handshake that fails is before the request. */
    private static boolean isConnecting(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException
                || cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException;
    }
}
